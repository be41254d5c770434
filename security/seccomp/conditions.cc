#include "conditions.h"

#include <cerrno>

#include "libcontainer/error.h"

namespace libcontainer::security::seccomp {
namespace {

constexpr size_t kMostWays = 1024;
constexpr uint32_t kAllBits = 0xffffffffU;

scmp_compare CompareOf(Operator op) {
  switch (op) {
    case Operator::kEq:
      return SCMP_CMP_EQ;
    case Operator::kNe:
      return SCMP_CMP_NE;
    case Operator::kLt:
      return SCMP_CMP_LT;
    case Operator::kLe:
      return SCMP_CMP_LE;
    case Operator::kGt:
      return SCMP_CMP_GT;
    case Operator::kGe:
      return SCMP_CMP_GE;
    case Operator::kMaskedEq:
      break;
  }
  return SCMP_CMP_MASKED_EQ;
}

// Comparisons of the low half of an argument. libseccomp has one kind of them, equality under a mask;
// any other is a union of those: a number that differs from `value` differs first in some bit, and is
// the larger one if that bit is clear in `value`.
class LowHalf {
 public:
  LowHalf(const Arg& arg, Operator op) : index_(static_cast<unsigned>(arg.index)) {
    const auto value = static_cast<uint32_t>(arg.value);
    if (op == Operator::kMaskedEq) Add(value, static_cast<uint32_t>(arg.value_two));
    if (op == Operator::kEq || op == Operator::kLe || op == Operator::kGe) Add(kAllBits, value);
    if (op == Operator::kNe || op == Operator::kLt || op == Operator::kLe) AddSmaller(value);
    if (op == Operator::kNe || op == Operator::kGt || op == Operator::kGe) AddLarger(value);
  }
  Conditions Take() { return std::move(any_of_); }

 private:
  void Add(uint32_t mask, uint32_t value) {
    any_of_.push_back({index_, SCMP_CMP_MASKED_EQ, mask, value & mask});
  }
  void AddDiffering(uint32_t value, bool bit_of_value) {
    for (unsigned bit = 0; bit < 32; ++bit) {
      const uint32_t mask = 1U << bit;
      if (((value & mask) != 0) == bit_of_value) Add(kAllBits << bit, value ^ mask);
    }
  }
  void AddSmaller(uint32_t value) { AddDiffering(value, true); }
  void AddLarger(uint32_t value) { AddDiffering(value, false); }

  unsigned index_;
  Conditions any_of_;
};

Conditions AnyOf(const std::string& syscall, const Arg& arg) {
  const std::optional<Operator> op = GetOperator(arg.op);
  if (!op) throw Error(EINVAL, "find seccomp operator", arg.op);
  if (IsIntArgument(syscall, arg.index)) return LowHalf(arg, *op).Take();
  return {{static_cast<unsigned>(arg.index), CompareOf(*op), arg.value, arg.value_two}};
}

}  // namespace

std::vector<Conditions> WaysToMatch(const std::string& syscall, const std::vector<Arg>& args) {
  std::vector<Conditions> ways = {{}};
  for (const Arg& arg : args) {
    const Conditions any_of = AnyOf(syscall, arg);
    if (ways.size() * any_of.size() > kMostWays) {
      throw Error(E2BIG, "compile the conditions of a seccomp rule for", syscall);
    }
    std::vector<Conditions> longer;
    for (const Conditions& way : ways) {
      for (const scmp_arg_cmp& condition : any_of) {
        longer.push_back(way);
        longer.back().push_back(condition);
      }
    }
    ways = std::move(longer);
  }
  return ways;
}

}  // namespace libcontainer::security::seccomp
