#include "libcontainer/label/label.h"
#include "libcontainer/selinux/selinux.h"

namespace libcontainer::label {

void SetProcessLabel(int proc, const std::string& process_label) {
  if (!process_label.empty()) selinux::Setexeccon(proc, process_label);
}

}  // namespace libcontainer::label
