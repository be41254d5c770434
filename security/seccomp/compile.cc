// Runs in: the parent.
#include "compile.h"

#include <seccomp.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <type_traits>

#include "conditions.h"
#include "internal/files.h"
#include "libcontainer/error.h"
#include "newer_calls.h"

namespace libcontainer::security::seccomp {
namespace {

constexpr uint32_t kDataMask = 0xffffU;  // SECCOMP_RET_DATA

uint32_t ReturnValue(const std::string& name, const std::optional<int64_t>& error) {
  const std::optional<Action> action = GetAction(name);
  if (!action) throw Error(EINVAL, "find seccomp action", name);
  const auto value = static_cast<uint32_t>(*action);
  if (action != Action::kErrno && action != Action::kTrace) return value;
  return value | (static_cast<uint32_t>(error.value_or(EPERM)) & kDataMask);
}

// For calls of an architecture that the filter has no rules for.
uint32_t ForeignArchitectureValue(uint32_t default_value) {
  switch (static_cast<Action>(default_value)) {
    case Action::kKillProcess:
    case Action::kKillThread:
    case Action::kTrap:
      return default_value;
    default:
      return static_cast<uint32_t>(Action::kErrno) | ENOSYS;
  }
}

// A profile on its way to a program, in libseccomp.
class Builder {
 public:
  explicit Builder(const Profile& profile)
      : default_value_(ReturnValue(profile.default_action, std::nullopt)),
        context_(::seccomp_init(default_value_), &::seccomp_release) {
    if (!context_) throw Error(EINVAL, "begin seccomp filter with action", profile.default_action);
    Set(SCMP_FLTATR_ACT_BADARCH, ForeignArchitectureValue(default_value_));
    // A binary search: on installation the kernel runs the program for every number that there is,
    // to learn which calls are always allowed.
    Set(SCMP_FLTATR_CTL_OPTIMIZE, 2);
    AddArchitectures(profile);
    for (const Rule& rule : profile.syscalls) AddRule(rule);
  }

  const std::vector<uint32_t>& architectures() const { return architectures_; }

  std::string Program() {
    const UniqueFd file(::memfd_create("seccomp-filter", MFD_CLOEXEC));
    if (!file) throw Error(errno, "create file for", "seccomp filter");
    Check(::seccomp_export_bpf(context_.get(), file.get()), "export", "seccomp filter");
    if (::lseek(file.get(), 0, SEEK_SET) != 0) throw Error(errno, "read", "seccomp filter");
    return internal::ReadAll(file.get(), "seccomp filter");
  }

 private:
  static void Check(int result, const char* operation, const std::string& object) {
    if (result < 0) throw Error(-result, operation, object);
  }

  void Set(scmp_filter_attr attribute, uint32_t value) {
    Check(::seccomp_attr_set(context_.get(), attribute, value), "set attribute of",
          "seccomp filter");
  }

  void AddArchitectures(const Profile& profile) {
    architectures_.push_back(::seccomp_arch_native());
    for (const std::string& name : profile.architectures) {
      const std::optional<uint32_t> architecture = GetArchitecture(name);
      if (!architecture) throw Error(EINVAL, "find seccomp architecture", name);
      if (std::ranges::find(architectures_, *architecture) != architectures_.end()) continue;
      const int result = ::seccomp_arch_add(context_.get(), *architecture);
      // EDOM: of the other byte order, so no program of this host makes calls of it.
      if (result == -EDOM) continue;
      Check(result, "add to seccomp filter architecture", name);
      architectures_.push_back(*architecture);
    }
  }

  void AddRule(const Rule& rule) {
    const uint32_t value = ReturnValue(rule.action, rule.error);
    if (value == default_value_) return;  // libseccomp refuses these
    if (!rule.name.empty()) AddRule(rule, value, rule.name);
    for (const std::string& name : rule.names) AddRule(rule, value, name);
  }

  void AddRule(const Rule& rule, uint32_t value, const std::string& name) {
    const int number = ::seccomp_syscall_resolve_name(name.c_str());
    if (number == __NR_SCMP_ERROR) return;  // see UnknownSyscalls
    for (const Conditions& conditions : WaysToMatch(name, rule.args)) {
      const int result =
          ::seccomp_rule_add_array(context_.get(), value, number,
                                   static_cast<unsigned>(conditions.size()), conditions.data());
      // EEXIST: another rule says the same.
      if (result != -EEXIST) Check(result, "add to seccomp filter a rule for", name);
    }
  }

  uint32_t default_value_;
  std::unique_ptr<std::remove_pointer_t<scmp_filter_ctx>, decltype(&::seccomp_release)> context_;
  std::vector<uint32_t> architectures_;
};

bool Notifies(const Profile& profile) {
  return std::ranges::any_of(
      profile.syscalls, [](const Rule& rule) { return GetAction(rule.action) == Action::kNotify; });
}

}  // namespace

Filter CompileAnew(const Profile& profile) {
  Builder builder(profile);
  const std::vector<sock_filter> first = RefuseNewerCalls(profile, builder.architectures());
  Filter filter;
  filter.program.assign(reinterpret_cast<const char*>(first.data()),
                        first.size() * sizeof(sock_filter));
  filter.program += builder.Program();
  filter.notifies = Notifies(profile);
  if (filter.program.size() > BPF_MAXINSNS * sizeof(sock_filter)) {
    throw Error(E2BIG, "compile", "seccomp filter");
  }
  return filter;
}

}  // namespace libcontainer::security::seccomp
