#ifndef LIBCONTAINER_CONFIG_H_
#define LIBCONTAINER_CONFIG_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcontainer/cgroups/cgroups.h"
#include "libcontainer/error.h"
#include "libcontainer/mount/types.h"
#include "libcontainer/network/network.h"
#include "libcontainer/security/landlock.h"
#include "libcontainer/security/seccomp.h"

namespace libcontainer {

// A route added inside the container. Needs one of destination, source and gateway.
struct Route {
  std::string destination;  // CIDR
  std::string source;       // CIDR
  std::string gateway;
  std::string interface_name;
  bool operator==(const Route&) const = default;
};

// A limit of setrlimit(2), by its name there ("RLIMIT_NOFILE").
struct Rlimit {
  std::string type;
  uint64_t soft = 0;
  uint64_t hard = 0;
  bool operator==(const Rlimit&) const = default;
};

// A range of user_namespaces(7) ids.
struct IdMapping {
  int64_t container_id = 0;
  int64_t host_id = 0;
  int64_t size = 0;
  bool operator==(const IdMapping&) const = default;
};

// container.json as decoded. The fields have the names and meaning of the keys (see
// docs/container.schema.json); 0, false and empty are what an absent key gives.
struct Config {
  std::optional<mount::MountConfig> mount_config;
  std::string hostname;
  std::string user;
  std::string working_dir;
  std::vector<std::string> environment;
  bool tty = false;
  std::map<std::string, bool> namespaces;
  std::vector<std::string> capabilities;
  std::vector<network::Network> networks;
  std::vector<Route> routes;
  std::optional<cgroups::Cgroup> cgroups;
  std::string apparmor_profile;
  std::string process_label;
  bool restrict_sys = false;

  std::vector<Rlimit> rlimits;
  bool no_new_privileges = false;
  std::optional<int64_t> oom_score_adj;
  std::optional<int64_t> umask;
  std::map<std::string, std::string> sysctl;
  std::vector<std::string> mask_paths;
  std::vector<std::string> readonly_paths;
  std::vector<std::string> additional_groups;
  std::vector<IdMapping> uid_mappings;
  std::vector<IdMapping> gid_mappings;
  std::optional<security::seccomp::Profile> seccomp;
  std::optional<security::Landlock> landlock;
  bool operator==(const Config&) const = default;

  // True if that namespace is asked for: HasNamespace("NEWPID").
  bool HasNamespace(const std::string& key) const {
    const auto found = namespaces.find(key);
    return found != namespaces.end() && found->second;
  }
};

// Decodes container.json text: keys match without regard to case, the last of duplicate keys wins
// (objects merge), null means absent. Keys that mean nothing and text after the object are accepted
// and described in `warnings` (may be null), a line each. Values are not judged: see Validate.
// Throws ConfigError: not JSON (line and column), or a value of the wrong type (key path).
Config DecodeConfig(std::string_view json, std::vector<std::string>* warnings);

// Reads and decodes `data_path`/container.json. Throws as DecodeConfig, or Error when the file
// cannot be read.
Config LoadConfig(const std::string& data_path, std::vector<std::string>* warnings);

// The configuration as tab-indented JSON, byte for byte as the original's encoder wrote it: keys in
// the order of Config, zero values left out, `<`, `>`, `&` escaped. No newline at the end.
std::string ToJson(const Config& config);

// Checks everything that can be known before a start: values, and features without their namespace.
// Has no side effect and looks at nothing outside `config`.
// Throws ConfigError with every problem found.
void Validate(const Config& config);

}  // namespace libcontainer

#endif  // LIBCONTAINER_CONFIG_H_
