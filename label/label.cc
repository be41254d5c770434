#include "libcontainer/label/label.h"

#include <cerrno>

#include "internal/files.h"
#include "libcontainer/error.h"
#include "libcontainer/selinux/selinux.h"
#include "options.h"

namespace libcontainer::label {
namespace {

void RequireEnabled(const char* operation, const std::string& label) {
  if (!selinux::SelinuxEnabled()) throw Error(ENOTSUP, operation, label);
}

void ApplyOption(const std::string& option, selinux::SELinuxContext& context) {
  const size_t equals = option.find('=');
  const std::string key = option.substr(0, equals);
  std::string* part = key == "user"    ? &context.user
                      : key == "role"  ? &context.role
                      : key == "type"  ? &context.type
                      : key == "level" ? &context.level
                                       : nullptr;
  if (equals == std::string::npos || part == nullptr) {
    throw Error(EINVAL, "understand label option", option);
  }
  *part = option.substr(equals + 1);
}

}  // namespace

std::string ApplyOptions(const std::string& label, const std::string& options) {
  selinux::SELinuxContext context = selinux::NewContext(label);
  for (const std::string_view option : internal::Split(options, ' ')) {
    if (!option.empty()) ApplyOption(std::string(option), context);
  }
  // A colon in one part would move what follows into the next.
  std::string changed = context.Get();
  if (selinux::NewContext(changed) != context) {
    throw Error(EINVAL, "apply label options", options);
  }
  return changed;
}

std::pair<std::string, std::string> GenLabels(const std::string& options) {
  if (!options.empty()) {
    RequireEnabled("make, SELinux not being enabled in this kernel, labels with", options);
  }
  if (!selinux::SelinuxEnabled()) return {};
  auto [process, mount] = selinux::GetLxcContexts();
  try {
    const std::string changed = ApplyOptions(process, options);
    return {changed, selinux::CopyLevel(changed, mount)};
  } catch (const Error&) {
    selinux::FreeLxcContexts(process);
    throw;
  }
}

std::string FormatMountLabel(const std::string& options, const std::string& mount_label) {
  if (mount_label.empty()) return options;
  return options + (options.empty() ? "" : ",") + "context=\"" + mount_label + "\"";
}

void SetProcessLabel(const std::string& process_label) { selinux::Setexeccon(process_label); }

std::string GetProcessLabel() {
  return selinux::SelinuxEnabled() ? selinux::Getexeccon() : std::string();
}

void SetFileLabel(const std::string& path, const std::string& file_label) {
  selinux::Setfilecon(path, file_label);
}

std::string GetPidCon(pid_t pid) {
  return selinux::SelinuxEnabled() ? selinux::Getpidcon(pid) : std::string();
}

void Init(const std::string& process_label, const std::string& mount_label) {
  for (const std::string& label : {process_label, mount_label}) {
    if (label.empty()) continue;
    RequireEnabled("apply, SELinux not being enabled in this kernel, label", label);
    selinux::SecurityCheckContext(label);
  }
}

void ReserveLabel(const std::string& label) { selinux::ReserveLabel(label); }

}  // namespace libcontainer::label
