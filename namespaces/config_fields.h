#ifndef LIBCONTAINER_NAMESPACES_CONFIG_FIELDS_H_
#define LIBCONTAINER_NAMESPACES_CONFIG_FIELDS_H_

#include "libcontainer/config.h"

// What of the configuration goes to the init inside the container (see internal/wire.h). Limits of
// the control groups, for one, do not: the parent applies them.
namespace libcontainer {

namespace devices {
template <class Archive>
void Fields(Archive& archive, Device& device) {
  archive(device.type, device.path, device.major_number, device.minor_number, device.file_mode);
}
}  // namespace devices

namespace mount {
template <class Archive>
void Fields(Archive& archive, Mount& mount) {
  archive(mount.type, mount.source, mount.destination, mount.writable, mount.private_,
          mount.options);
}
template <class Archive>
void Fields(Archive& archive, MountConfig& config) {
  archive(config.no_pivot_root, config.readonly_fs, config.mounts, config.device_nodes,
          config.mount_label);
}
}  // namespace mount

namespace network {
template <class Archive>
void Fields(Archive& archive, Network& network) {
  archive(network.type, network.ns_path, network.bridge, network.veth_prefix, network.address,
          network.gateway, network.mtu, network.name);
}
}  // namespace network

namespace security {
template <class Archive>
void Fields(Archive& archive, LandlockPath& path) {
  archive(path.path, path.rights);
}
template <class Archive>
void Fields(Archive& archive, LandlockTcp& tcp) {
  archive(tcp.bind, tcp.connect);
}
template <class Archive>
void Fields(Archive& archive, Landlock& landlock) {
  archive(landlock.paths, landlock.tcp);
}
}  // namespace security

namespace security::seccomp {
template <class Archive>
void Fields(Archive& archive, Filter& filter) {
  archive(filter.program, filter.notifies);
}
}  // namespace security::seccomp

template <class Archive>
void Fields(Archive& archive, Route& route) {
  archive(route.destination, route.source, route.gateway, route.interface_name);
}

template <class Archive>
void Fields(Archive& archive, Rlimit& limit) {
  archive(limit.type, limit.soft, limit.hard);
}

template <class Archive>
void Fields(Archive& archive, Config& config) {
  archive(config.mount_config, config.hostname, config.user, config.working_dir, config.environment,
          config.tty, config.namespaces, config.capabilities, config.networks, config.routes,
          config.restrict_sys, config.rlimits, config.no_new_privileges, config.umask,
          config.sysctl, config.mask_paths, config.readonly_paths, config.additional_groups,
          config.apparmor_profile, config.process_label, config.landlock);
}

}  // namespace libcontainer

#endif  // LIBCONTAINER_NAMESPACES_CONFIG_FIELDS_H_
