#include "libcontainer/namespaces/init.h"

#include "commands.h"

namespace libcontainer::nsinit {

// The library runs an init of its own; this is for a CreateCommand that names nsinit instead.
int RunInit() {
  constexpr int kSyncPipeFd = 3;
  return namespaces::Init(kSyncPipeFd);
}

}  // namespace libcontainer::nsinit
