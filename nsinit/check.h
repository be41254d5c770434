#ifndef LIBCONTAINER_NSINIT_CHECK_H_
#define LIBCONTAINER_NSINIT_CHECK_H_

#include <functional>
#include <string>
#include <vector>

#include "libcontainer/config.h"

namespace libcontainer::nsinit {

// What keeps this host from enforcing something, and the one step that changes it. Empty: nothing does.
struct Gap {
  std::string reason;
  std::string remedy;
};

// One thing that a configuration asks for, by its key.
struct Finding {
  std::string feature;
  Gap gap;
};
using Findings = std::vector<Finding>;

// Each adds what `config` asks for of its kind. They try things in processes of their own, and leave
// nothing behind.
void CheckHost(const Config& config, Findings& findings);
void CheckProcess(const Config& config, Findings& findings);
void CheckMounts(const Config& config, Findings& findings);
void CheckNetworks(const Config& config, Findings& findings);
void CheckCgroups(const Config& config, Findings& findings);
void CheckSecurity(const Config& config, Findings& findings);

// The errno with which `action` failed in a process of its own, or 0. `action` returns 0 or an errno.
int Try(const std::function<int()>& action);

// Whether root of a user namespace as `config` asks for may access(2) that file of the host.
bool RootMay(int access, const std::string& path, const Config& config);

}  // namespace libcontainer::nsinit

#endif  // LIBCONTAINER_NSINIT_CHECK_H_
