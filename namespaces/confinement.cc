// Runs in: the parent.
#include "confinement.h"

#include <cerrno>

#include "libcontainer/apparmor/apparmor.h"
#include "libcontainer/error.h"
#include "libcontainer/label/label.h"
#include "libcontainer/security/landlock.h"

namespace libcontainer::namespaces {

void CheckConfinement(const Config& config) {
  if (!config.apparmor_profile.empty() && !apparmor::IsEnabled()) {
    throw Error(ENOTSUP, "apply, AppArmor not being enabled in this kernel, profile",
                config.apparmor_profile);
  }
  if (config.landlock) security::CheckLandlock(*config.landlock);
  label::Init(config.process_label, config.mount_config ? config.mount_config->mount_label : "");
}

bool LosesDeathSignal(const Config& config) {
  return !config.apparmor_profile.empty() || !config.process_label.empty();
}

}  // namespace libcontainer::namespaces
