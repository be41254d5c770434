#ifndef LIBCONTAINER_SRC_CONFIG_FIELDS_H_
#define LIBCONTAINER_SRC_CONFIG_FIELDS_H_

#include <concepts>
#include <type_traits>

#include "libcontainer/config.h"

// The keys of container.json, in the order in which they are written. Decoding and encoding both
// visit these lists, so a new key is one line here.
namespace libcontainer::internal {

// T is Struct or const Struct.
template <typename T, typename Struct>
concept Is = std::same_as<std::remove_const_t<T>, Struct>;

template <typename Visitor, Is<devices::Device> T>
void VisitFields(Visitor& visit, T& device) {
  visit.DeviceType("type", device.type);
  visit("path", device.path);
  visit("major_number", device.major_number);
  visit("minor_number", device.minor_number);
  visit("cgroup_permissions", device.cgroup_permissions);
  visit("file_mode", device.file_mode);
}

template <typename Visitor, Is<mount::Mount> T>
void VisitFields(Visitor& visit, T& mount) {
  visit("type", mount.type);
  visit("source", mount.source);
  visit("destination", mount.destination);
  visit("writable", mount.writable);
  visit("private", mount.private_);
  visit("options", mount.options);
}

template <typename Visitor, Is<mount::MountConfig> T>
void VisitFields(Visitor& visit, T& config) {
  visit("no_pivot_root", config.no_pivot_root);
  visit("readonly_fs", config.readonly_fs);
  visit("mounts", config.mounts);
  visit("device_nodes", config.device_nodes);
  visit("mount_label", config.mount_label);
}

template <typename Visitor, Is<network::Network> T>
void VisitFields(Visitor& visit, T& network) {
  visit("type", network.type);
  visit("ns_path", network.ns_path);
  visit("bridge", network.bridge);
  visit("veth_prefix", network.veth_prefix);
  visit("address", network.address);
  visit("gateway", network.gateway);
  visit("mtu", network.mtu);
  visit("name", network.name);
}

template <typename Visitor, Is<Route> T>
void VisitFields(Visitor& visit, T& route) {
  visit("destination", route.destination);
  visit("source", route.source);
  visit("gateway", route.gateway);
  visit("interface_name", route.interface_name);
}

template <typename Visitor, Is<cgroups::BlkioThrottle> T>
void VisitFields(Visitor& visit, T& throttle) {
  visit("major_number", throttle.major_number);
  visit("minor_number", throttle.minor_number);
  visit("rate", throttle.rate);
}

template <typename Visitor, Is<cgroups::HugetlbLimit> T>
void VisitFields(Visitor& visit, T& limit) {
  visit("page_size", limit.page_size);
  visit("limit", limit.limit);
}

template <typename Visitor, Is<cgroups::Cgroup> T>
void VisitFields(Visitor& visit, T& cgroup) {
  visit("name", cgroup.name);
  visit("parent", cgroup.parent);
  visit("allow_all_devices", cgroup.allow_all_devices);
  visit("allowed_devices", cgroup.allowed_devices);
  visit("memory", cgroup.memory);
  visit("memory_reservation", cgroup.memory_reservation);
  visit("memory_swap", cgroup.memory_swap);
  visit("cpu_shares", cgroup.cpu_shares);
  visit("cpu_quota", cgroup.cpu_quota);
  visit("cpu_period", cgroup.cpu_period);
  visit("cpuset_cpus", cgroup.cpuset_cpus);
  visit("freezer", cgroup.freezer);
  visit("slice", cgroup.slice);
  visit("pids_limit", cgroup.pids_limit);
  visit("cpuset_mems", cgroup.cpuset_mems);
  visit("blkio_weight", cgroup.blkio_weight);
  visit("blkio_throttle_read_bps", cgroup.blkio_throttle_read_bps);
  visit("blkio_throttle_write_bps", cgroup.blkio_throttle_write_bps);
  visit("blkio_throttle_read_iops", cgroup.blkio_throttle_read_iops);
  visit("blkio_throttle_write_iops", cgroup.blkio_throttle_write_iops);
  visit("hugetlb_limits", cgroup.hugetlb_limits);
  visit("unified", cgroup.unified);
}

template <typename Visitor, Is<Rlimit> T>
void VisitFields(Visitor& visit, T& rlimit) {
  visit("type", rlimit.type);
  visit.Limit("soft", rlimit.soft);
  visit.Limit("hard", rlimit.hard);
}

template <typename Visitor, Is<IdMapping> T>
void VisitFields(Visitor& visit, T& mapping) {
  visit("container_id", mapping.container_id);
  visit("host_id", mapping.host_id);
  visit("size", mapping.size);
}

template <typename Visitor, Is<security::seccomp::Arg> T>
void VisitFields(Visitor& visit, T& arg) {
  visit("index", arg.index);
  visit("value", arg.value);
  visit("value_two", arg.value_two);
  visit("op", arg.op);
}

template <typename Visitor, Is<security::seccomp::Rule> T>
void VisitFields(Visitor& visit, T& rule) {
  visit("name", rule.name);
  visit("names", rule.names);
  visit("action", rule.action);
  visit("errno", rule.error);
  visit("args", rule.args);
}

template <typename Visitor, Is<security::seccomp::Profile> T>
void VisitFields(Visitor& visit, T& seccomp) {
  visit("default_action", seccomp.default_action);
  visit("architectures", seccomp.architectures);
  visit("syscalls", seccomp.syscalls);
}

template <typename Visitor, Is<security::LandlockPath> T>
void VisitFields(Visitor& visit, T& path) {
  visit("path", path.path);
  visit("rights", path.rights);
}

template <typename Visitor, Is<security::LandlockTcp> T>
void VisitFields(Visitor& visit, T& tcp) {
  visit("bind", tcp.bind);
  visit("connect", tcp.connect);
}

template <typename Visitor, Is<security::Landlock> T>
void VisitFields(Visitor& visit, T& landlock) {
  visit("paths", landlock.paths);
  visit("tcp", landlock.tcp);
}

template <typename Visitor, Is<Config> T>
void VisitFields(Visitor& visit, T& config) {
  visit("mount_config", config.mount_config);
  visit("hostname", config.hostname);
  visit("user", config.user);
  visit("working_dir", config.working_dir);
  visit("environment", config.environment);
  visit("tty", config.tty);
  visit("namespaces", config.namespaces);
  visit("capabilities", config.capabilities);
  visit("networks", config.networks);
  visit("routes", config.routes);
  visit("cgroups", config.cgroups);
  visit("apparmor_profile", config.apparmor_profile);
  visit("process_label", config.process_label);
  visit("restrict_sys", config.restrict_sys);
  visit("rlimits", config.rlimits);
  visit("no_new_privileges", config.no_new_privileges);
  visit("oom_score_adj", config.oom_score_adj);
  visit("umask", config.umask);
  visit("sysctl", config.sysctl);
  visit("mask_paths", config.mask_paths);
  visit("readonly_paths", config.readonly_paths);
  visit("additional_groups", config.additional_groups);
  visit("uid_mappings", config.uid_mappings);
  visit("gid_mappings", config.gid_mappings);
  visit("seccomp", config.seccomp);
  visit("landlock", config.landlock);
}

}  // namespace libcontainer::internal

#endif  // LIBCONTAINER_SRC_CONFIG_FIELDS_H_
