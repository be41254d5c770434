#include <seccomp.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "libcontainer/security/seccomp.h"

namespace libcontainer::security::seccomp {
namespace {

template <typename Value>
struct Name {
  const char* name;
  Value value;
};

constexpr Name<Action> kActions[] = {
    {"allow", Action::kAllow},
    {"errno", Action::kErrno},
    {"kill", Action::kKillThread},
    {"kill_process", Action::kKillProcess},
    {"kill_thread", Action::kKillThread},
    {"log", Action::kLog},
    {"notify", Action::kNotify},
    {"trace", Action::kTrace},
    {"trap", Action::kTrap},
};

constexpr Name<Operator> kOperators[] = {
    {"eq", Operator::kEq}, {"ge", Operator::kGe}, {"gt", Operator::kGt},
    {"le", Operator::kLe}, {"lt", Operator::kLt}, {"masked_eq", Operator::kMaskedEq},
    {"ne", Operator::kNe},
};

constexpr Name<uint32_t> kArchitectures[] = {
    {"aarch64", SCMP_ARCH_AARCH64},
    {"amd64", SCMP_ARCH_X86_64},
    {"arm", SCMP_ARCH_ARM},
    {"arm64", SCMP_ARCH_AARCH64},
    {"mips", SCMP_ARCH_MIPS},
    {"mips64", SCMP_ARCH_MIPS64},
    {"mips64n32", SCMP_ARCH_MIPS64N32},
    {"mipsel", SCMP_ARCH_MIPSEL},
    {"mipsel64", SCMP_ARCH_MIPSEL64},
    {"mipsel64n32", SCMP_ARCH_MIPSEL64N32},
    {"parisc", SCMP_ARCH_PARISC},
    {"parisc64", SCMP_ARCH_PARISC64},
    {"ppc", SCMP_ARCH_PPC},
    {"ppc64", SCMP_ARCH_PPC64},
    {"ppc64le", SCMP_ARCH_PPC64LE},
    {"riscv64", SCMP_ARCH_RISCV64},
    {"s390", SCMP_ARCH_S390},
    {"s390x", SCMP_ARCH_S390X},
    {"x32", SCMP_ARCH_X32},
    {"x86", SCMP_ARCH_X86},
    {"x86_64", SCMP_ARCH_X86_64},
};

constexpr std::string_view kActionPrefix = "SCMP_ACT_";
constexpr std::string_view kOperatorPrefix = "SCMP_CMP_";
constexpr std::string_view kArchitecturePrefix = "SCMP_ARCH_";

std::string Upper(std::string_view name) {
  std::string upper(name);
  for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return upper;
}

template <typename Value, size_t kCount>
std::optional<Value> Find(const Name<Value> (&table)[kCount], std::string_view prefix,
                          std::string_view name) {
  const bool prefixed = name.starts_with(prefix);
  if (prefixed) name.remove_prefix(prefix.size());
  for (const Name<Value>& known : table) {
    if (name == (prefixed ? Upper(known.name) : known.name)) return known.value;
  }
  return std::nullopt;
}

template <typename Value, size_t kCount>
std::vector<std::string> NamesOf(const Name<Value> (&table)[kCount], std::string_view prefix) {
  std::vector<std::string> names;
  for (const Name<Value>& known : table) {
    names.emplace_back(known.name);
    names.push_back(std::string(prefix) + Upper(known.name));
  }
  return names;
}

}  // namespace

std::optional<Action> GetAction(std::string_view name) {
  return Find(kActions, kActionPrefix, name);
}

std::optional<Operator> GetOperator(std::string_view name) {
  return Find(kOperators, kOperatorPrefix, name);
}

std::optional<uint32_t> GetArchitecture(std::string_view name) {
  return Find(kArchitectures, kArchitecturePrefix, name);
}

std::vector<std::string> GetAllActions() { return NamesOf(kActions, kActionPrefix); }
std::vector<std::string> GetAllOperators() { return NamesOf(kOperators, kOperatorPrefix); }
std::vector<std::string> GetAllArchitectures() {
  return NamesOf(kArchitectures, kArchitecturePrefix);
}

std::vector<std::string> GetAllSyscalls() {
  constexpr int kAboveAll = 1024;
  std::vector<std::string> names;
  for (int number = 0; number < kAboveAll; ++number) {
    const std::unique_ptr<char, decltype(&::free)> name(
        ::seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number), &::free);
    if (name) names.emplace_back(name.get());
  }
  return names;
}

std::vector<std::string> UnknownSyscalls(const Profile& profile) {
  std::vector<std::string> unknown;
  std::set<std::string> seen;
  const auto check = [&](const std::string& name) {
    if (name.empty() || !seen.insert(name).second) return;
    if (::seccomp_syscall_resolve_name(name.c_str()) == __NR_SCMP_ERROR) unknown.push_back(name);
  };
  for (const Rule& rule : profile.syscalls) {
    check(rule.name);
    std::ranges::for_each(rule.names, check);
  }
  return unknown;
}

}  // namespace libcontainer::security::seccomp
