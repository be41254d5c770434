// What mounts and networks need.
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "check.h"
#include "internal/files.h"
#include "libcontainer/devices/devices.h"
#include "libcontainer/error.h"

namespace libcontainer::nsinit {
namespace {

namespace fs = std::filesystem;

bool KernelHasFilesystem(const std::string& type) {
  const std::string types = internal::ReadFile("/proc/filesystems");
  return types.find("\t" + type + "\n") != std::string::npos;
}

Gap FilesystemGap(const std::string& type) {
  if (KernelHasFilesystem(type)) return {};
  return {"this kernel has no file system \"" + type + "\"", "modprobe " + type};
}

Gap BindGap(const mount::Mount& bind, const Config& config) {
  std::error_code error;
  if (!fs::exists(bind.source, error)) {
    return {"there is no " + bind.source, "mkdir -p " + bind.source};
  }
  if (config.HasNamespace("NEWUSER") && !RootMay(F_OK, bind.source, config)) {
    return {"the container's root may not reach " + bind.source,
            "let others execute (chmod o+x) the directories above"};
  }
  // A file descriptor that is none: EBADF if there is such a system call.
  const bool can_be_read_only =
      ::syscall(SYS_mount_setattr, -1, "", AT_EMPTY_PATH, nullptr, 0) == 0 || errno != ENOSYS;
  if (bind.writable || can_be_read_only) return {};
  return {"this kernel cannot make what is mounted below it read-only", "boot Linux 5.12 or later"};
}

// Nobody makes nodes in a user namespace; the host's are used.
Gap HostNodeGap(const devices::Device& node) {
  try {
    const devices::Device host = devices::GetDevice(node.path, "");
    if (host.type == node.type && host.major_number == node.major_number &&
        host.minor_number == node.minor_number) {
      return {};
    }
  } catch (const Error&) {  // no such file, or no device
  }
  const std::string numbers =
      std::to_string(node.major_number) + " " + std::to_string(node.minor_number);
  return {"the host has no such node",
          "mknod " + node.path + " " + static_cast<char>(node.type) + " " + numbers};
}

// Modules are loaded when the first interface of their kind is made.
bool KernelHasModule(const std::string& name) {
  if (fs::exists("/sys/module/" + name)) return true;
  utsname system = {};
  ::uname(&system);
  for (const char* list : {"modules.builtin", "modules.dep"}) {
    const std::string path = std::string("/lib/modules/") + system.release + "/" + list;
    if (!fs::exists(path)) continue;
    if (internal::ReadFile(path).find("/" + name + ".ko") != std::string::npos) return true;
  }
  return false;
}

Gap VethGap(const network::Network& network) {
  const std::string directory = "/sys/class/net/" + network.bridge;
  if (!fs::exists(directory)) {
    return {
        "there is no interface " + network.bridge,
        "ip link add " + network.bridge + " type bridge && ip link set " + network.bridge + " up"};
  }
  if (!fs::exists(directory + "/bridge")) {
    return {network.bridge + " is not a bridge", "name one in \"bridge\""};
  }
  if (!KernelHasModule("veth")) {
    return {"this kernel has no veth interfaces", "boot a kernel that has the module veth"};
  }
  return {};
}

Gap NetnsGap(const network::Network& network) {
  constexpr auto kNsfsMagic = 0x6e736673;
  struct statfs status = {};
  if (::statfs(network.ns_path.c_str(), &status) == 0 && status.f_type == kNsfsMagic) return {};
  return {network.ns_path + " is not a network namespace",
          "ip netns add " + fs::path(network.ns_path).filename().string()};
}

}  // namespace

void CheckMounts(const Config& config, Findings& findings) {
  if (!config.mount_config) return;
  for (const mount::Mount& mount : config.mount_config->mounts) {
    const std::string feature = "mount_config.mounts " + mount.destination;
    findings.push_back(
        {feature, mount.type == "bind" ? BindGap(mount, config) : FilesystemGap(mount.type)});
  }
  if (!config.HasNamespace("NEWUSER")) return;
  for (const devices::Device& node : config.mount_config->device_nodes) {
    findings.push_back({"mount_config.device_nodes " + node.path, HostNodeGap(node)});
  }
}

void CheckNetworks(const Config& config, Findings& findings) {
  for (const network::Network& network : config.networks) {
    if (network.type == "veth") {
      findings.push_back({"networks veth on " + network.bridge, VethGap(network)});
    } else if (network.type == "netns") {
      findings.push_back({"networks netns " + network.ns_path, NetnsGap(network)});
    } else {
      findings.push_back({"networks " + network.type, {}});
    }
  }
}

}  // namespace libcontainer::nsinit
