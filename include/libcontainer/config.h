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

// The root package: configuration, state, errors, and the process of a running container.
namespace libcontainer {

// A route added inside the container. Needs one of destination, source and gateway.
struct Route {
  std::string destination;     // CIDR
  std::string source;          // CIDR
  std::string gateway;         // address of the next hop
  std::string interface_name;  // in the container
  bool operator==(const Route&) const = default;
};

// A limit of setrlimit(2), by its name there ("RLIMIT_NOFILE").
struct Rlimit {
  std::string type;   // "RLIMIT_NOFILE"
  uint64_t soft = 0;  // what is enforced; UINT64_MAX is unlimited
  uint64_t hard = 0;  // up to where the process may raise it
  bool operator==(const Rlimit&) const = default;
};

// A range of user_namespaces(7) ids.
struct IdMapping {
  int64_t container_id = 0;  // first id in the container
  int64_t host_id = 0;       // first id outside
  int64_t size = 0;          // number of ids
  bool operator==(const IdMapping&) const = default;
};

// container.json as decoded. The fields have the names and meaning of the keys (see
// docs/container.schema.json); 0, false and empty are what an absent key gives.
struct Config {
  std::optional<mount::MountConfig> mount_config;  // file systems; see mount/types.h
  std::string hostname;                            // needs NEWUTS
  std::string user;                        // "name", "uid", "name:group" or "uid:gid"; empty is 0:0
  std::string working_dir;                 // absolute; empty is /
  std::vector<std::string> environment;    // "NAME=value", all that the process gets
  bool tty = false;                        // a pseudo-terminal of its own
  std::map<std::string, bool> namespaces;  // "NEWPID" and its like
  std::vector<std::string> capabilities;   // those that are kept
  std::vector<network::Network> networks;  // need NEWNET
  std::vector<Route> routes;               // need NEWNET
  std::optional<cgroups::Cgroup> cgroups;  // absent: stays in the caller's group
  std::string apparmor_profile;            // empty: none
  std::string process_label;               // SELinux context; empty: none
  bool restrict_sys = false;               // see security::RestrictSysPaths

  std::vector<Rlimit> rlimits;                        // the others are the caller's
  bool no_new_privileges = false;                     // PR_SET_NO_NEW_PRIVS
  std::optional<int64_t> oom_score_adj;               // -1000 to 1000; absent: the caller's
  std::optional<int64_t> umask;                       // absent: 022
  std::map<std::string, std::string> sysctl;          // "net.ipv4.ip_forward"
  std::vector<std::string> mask_paths;                // in the container; hidden
  std::vector<std::string> readonly_paths;            // in the container
  std::vector<std::string> additional_groups;         // names or ids
  std::vector<IdMapping> uid_mappings;                // need NEWUSER
  std::vector<IdMapping> gid_mappings;                // need NEWUSER
  std::optional<security::seccomp::Profile> seccomp;  // absent: no filter
  std::optional<security::Landlock> landlock;         // absent: no rules
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
