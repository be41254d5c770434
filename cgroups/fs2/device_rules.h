#ifndef LIBCONTAINER_CGROUPS_FS2_DEVICE_RULES_H_
#define LIBCONTAINER_CGROUPS_FS2_DEVICE_RULES_H_

#include <linux/bpf.h>

#include <cstdint>
#include <vector>

#include "libcontainer/devices/devices.h"

// What the devices controller of cgroup v1 does, as a program for cgroup v2.
namespace libcontainer::cgroups::fs2 {

// The state of a v1 group after lines were written to its devices.allow and devices.deny, a later one
// over an earlier: what holds for all devices, and the exceptions from it.
// Source: security/device_cgroup.c, Documentation/admin-guide/cgroup-v1/devices.rst.
class DeviceRules {
 public:
  enum class Verdict { kAllow, kDeny };

  // As a fresh group: all is allowed.
  DeviceRules() = default;

  // As writing "a".
  void SetAll(Verdict verdict);
  // As writing a line for `device`; its numbers may be devices::kWildcard, which an exception for one
  // number does not match. Throws Error: EINVAL, type or permissions are not those of a device.
  void Set(Verdict verdict, const devices::Device& device);

  // A program of type BPF_PROG_TYPE_CGROUP_DEVICE that decides as the group would: an access is an
  // exception to "deny" if one exception has all of its bits, to "allow" if one has any.
  std::vector<bpf_insn> Program() const;

 private:
  struct Exception {
    uint32_t type;    // BPF_DEVCG_DEV_…
    uint32_t major;   // or kAny
    uint32_t minor;   // or kAny
    uint32_t access;  // BPF_DEVCG_ACC_…
  };
  Verdict all_ = Verdict::kAllow;
  std::vector<Exception> exceptions_;
};

// Gives the group with directory `cgroup` that program, in the place of one that was attached by an
// earlier call, so that there is no moment without either. `path` names the group in errors.
// Throws Error: EPERM, needs CAP_BPF and CAP_NET_ADMIN, or CAP_SYS_ADMIN; EINVAL, this kernel has no
// CONFIG_CGROUP_BPF.
void AttachDeviceProgram(int cgroup, const std::string& path, const DeviceRules& rules);

}  // namespace libcontainer::cgroups::fs2

#endif  // LIBCONTAINER_CGROUPS_FS2_DEVICE_RULES_H_
