#include "config_validate.h"

#include <algorithm>

#include "config_fields.h"
#include "internal/suggest.h"
#include "json.h"

namespace libcontainer {
namespace internal {
namespace {

const std::vector<std::string>& NamespaceNames() {
  static const std::vector<std::string> names = {"NEWNS",  "NEWUTS", "NEWIPC",    "NEWUSER",
                                                 "NEWPID", "NEWNET", "NEWCGROUP", "NEWTIME"};
  return names;
}

void ValidateNamespaces(const Config& config, Problems& problems) {
  const std::vector<std::string>& names = NamespaceNames();
  for (const auto& [name, wanted] : config.namespaces) {
    // Even one that is not wanted: a misspelt name would leave the container in the host's.
    if (std::ranges::find(names, name) != names.end()) continue;
    problems.Add(JoinKeys("namespaces", name),
                 Quoted(name) + " is not a namespace" + Suggestion(name, names));
  }
  problems.Require(config.HasNamespace("NEWNS"), "namespaces.NEWNS",
                   "must be true: without it the host's file system would be changed");
}

void ValidateHostname(const Config& config, Problems& problems) {
  constexpr size_t kMaxHostname = 64;  // __NEW_UTS_LEN
  if (config.hostname.empty()) return;
  problems.Require(config.HasNamespace("NEWUTS"), "hostname",
                   "needs namespaces.NEWUTS: the host is not renamed");
  problems.Require(config.hostname.size() <= kMaxHostname && IsOneLine(config.hostname), "hostname",
                   "must be one line of at most 64 bytes");
}

// The keys at the top, in order; see VisitFields.
struct TopKeys {
  std::vector<std::string> keys;
  template <typename T>
  void operator()(const char* key, const T&) {
    keys.emplace_back(key);
  }
};

// Puts what is wrong with one key together, whichever check found it.
void SortByKey(std::vector<ConfigProblem>& problems) {
  TopKeys top;
  VisitFields(top, static_cast<const Config&>(Config()));
  const auto rank = [&top](const ConfigProblem& problem) {
    const std::string key = problem.key.substr(0, problem.key.find_first_of(".["));
    return std::ranges::find(top.keys, key) - top.keys.begin();
  };
  std::ranges::stable_sort(problems, {}, rank);
}

}  // namespace
}  // namespace internal

void Validate(const Config& config) {
  internal::Problems problems;
  if (config.mount_config) internal::ValidateMounts(*config.mount_config, problems);
  internal::ValidateHostname(config, problems);
  internal::ValidateProcess(config, problems);
  internal::ValidateNamespaces(config, problems);
  internal::ValidateNetworks(config, problems);
  if (config.cgroups) internal::ValidateCgroup(*config.cgroups, problems);
  internal::ValidateSysctls(config, problems);
  if (config.seccomp) internal::ValidateSeccomp(*config.seccomp, problems);
  internal::ValidateUserNamespace(config, problems);
  std::vector<ConfigProblem> found = problems.Take();
  internal::SortByKey(found);
  if (!found.empty()) throw ConfigError(std::move(found));
}

}  // namespace libcontainer
