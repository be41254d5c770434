#include "newer_calls.h"

#include <linux/seccomp.h>
#include <seccomp.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>

namespace libcontainer::security::seccomp {
namespace {

// Calls of the x32 ABI come with the architecture of x86-64 and this bit in their number.
constexpr uint32_t kX32Bit = 0x40000000U;
constexpr uint32_t kAnyNumber = 0xffffffffU;

// The highest number that the profile names; negative if none.
int HighestNumber(const Profile& profile, uint32_t architecture) {
  int highest = -1;
  const auto look = [&](const std::string& name) {
    highest = std::max(highest, ::seccomp_syscall_resolve_name_arch(architecture, name.c_str()));
  };
  for (const Rule& rule : profile.syscalls) {
    if (!rule.name.empty()) look(rule.name);
    std::ranges::for_each(rule.names, look);
  }
  return highest;
}

// What the kernel tells a filter that the architecture is.
uint32_t AuditArchitecture(uint32_t architecture) {
  return architecture == SCMP_ARCH_X32 ? SCMP_ARCH_X86_64 : architecture;
}

sock_filter Load(size_t offset) {
  return {BPF_LD | BPF_W | BPF_ABS, 0, 0, static_cast<uint32_t>(offset)};
}

// Skips `if_true` or `if_false` instructions.
sock_filter Jump(uint16_t comparison, uint32_t value, uint8_t if_true, uint8_t if_false) {
  return {static_cast<uint16_t>(BPF_JMP | comparison | BPF_K), if_true, if_false, value};
}

}  // namespace

std::vector<sock_filter> RefuseNewerCalls(const Profile& profile,
                                          const std::vector<uint32_t>& architectures) {
  std::vector<sock_filter> program;
  if (GetAction(profile.default_action) != Action::kErrno) return program;
  const bool has_x32 = std::ranges::find(architectures, SCMP_ARCH_X32) != architectures.end();
  for (const uint32_t architecture : architectures) {
    const int highest = HighestNumber(profile, architecture);
    if (highest < 0) continue;
    const uint32_t last = has_x32 && architecture == SCMP_ARCH_X86_64 ? kX32Bit - 1 : kAnyNumber;
    const sock_filter block[] = {
        Load(offsetof(seccomp_data, arch)), Jump(BPF_JEQ, AuditArchitecture(architecture), 0, 4),
        Load(offsetof(seccomp_data, nr)),   Jump(BPF_JGT, static_cast<uint32_t>(highest), 0, 2),
        Jump(BPF_JGT, last, 1, 0),          {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | ENOSYS},
    };
    program.insert(program.end(), std::begin(block), std::end(block));
  }
  return program;
}

}  // namespace libcontainer::security::seccomp
