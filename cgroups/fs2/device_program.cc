#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "device_rules.h"
#include "libcontainer/error.h"
#include "libcontainer/unique_fd.h"

namespace libcontainer::cgroups::fs2 {
namespace {

constexpr const char* kProgramName = "libcontainer";  // at most 15 bytes

long Bpf(int command, bpf_attr& attributes) {
  return ::syscall(SYS_bpf, command, &attributes, sizeof attributes);
}

uint64_t Address(const void* pointer) { return reinterpret_cast<uintptr_t>(pointer); }

UniqueFd LoadProgram(const std::vector<bpf_insn>& program, const std::string& path) {
  bpf_attr attributes{};
  attributes.prog_type = BPF_PROG_TYPE_CGROUP_DEVICE;
  attributes.insns = Address(program.data());
  attributes.insn_cnt = static_cast<uint32_t>(program.size());
  attributes.license = Address("Apache-2.0");
  std::strncpy(attributes.prog_name, kProgramName, sizeof attributes.prog_name - 1);
  UniqueFd fd(static_cast<int>(Bpf(BPF_PROG_LOAD, attributes)));
  if (!fd) throw Error(errno, "load the device program of cgroup", path);
  return fd;
}

// The program with that id, if it is one of ours; it may be gone.
UniqueFd OpenOurs(uint32_t id) {
  bpf_attr attributes{};
  attributes.prog_id = id;
  UniqueFd fd(static_cast<int>(Bpf(BPF_PROG_GET_FD_BY_ID, attributes)));
  if (!fd) return {};
  bpf_prog_info info{};
  attributes = {};
  attributes.info.bpf_fd = static_cast<uint32_t>(fd.get());
  attributes.info.info = Address(&info);
  attributes.info.info_len = sizeof info;
  if (Bpf(BPF_OBJ_GET_INFO_BY_FD, attributes) != 0) return {};
  return std::strcmp(info.name, kProgramName) == 0 ? std::move(fd) : UniqueFd();
}

// The program that an earlier call attached; unset if there is none.
UniqueFd FindAttached(int cgroup, const std::string& path) {
  std::array<uint32_t, 64> ids{};  // the kernel's limit for one group
  bpf_attr attributes{};
  attributes.query.target_fd = static_cast<uint32_t>(cgroup);
  attributes.query.attach_type = BPF_CGROUP_DEVICE;
  attributes.query.prog_ids = Address(ids.data());
  attributes.query.prog_cnt = ids.size();
  if (Bpf(BPF_PROG_QUERY, attributes) != 0) {
    throw Error(errno, "list the device programs of cgroup", path);
  }
  for (uint32_t i = 0; i < attributes.query.prog_cnt; ++i) {
    if (UniqueFd ours = OpenOurs(ids.at(i))) return ours;
  }
  return {};
}

}  // namespace

void AttachDeviceProgram(int cgroup, const std::string& path, const DeviceRules& rules) {
  const UniqueFd program = LoadProgram(rules.Program(), path);
  const UniqueFd replaced = FindAttached(cgroup, path);
  bpf_attr attributes{};
  attributes.target_fd = static_cast<uint32_t>(cgroup);
  attributes.attach_bpf_fd = static_cast<uint32_t>(program.get());
  attributes.attach_type = BPF_CGROUP_DEVICE;
  // systemd may have attached one of its own; a device has to pass all.
  attributes.attach_flags = BPF_F_ALLOW_MULTI;
  if (replaced) {
    attributes.attach_flags |= BPF_F_REPLACE;
    attributes.replace_bpf_fd = static_cast<uint32_t>(replaced.get());
  }
  if (Bpf(BPF_PROG_ATTACH, attributes) != 0) {
    throw Error(errno, "attach the device program to cgroup", path);
  }
}

}  // namespace libcontainer::cgroups::fs2
