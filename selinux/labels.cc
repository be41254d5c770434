// Runs in: the parent.
#include <cerrno>

#include "internal/files.h"
#include "levels.h"
#include "libcontainer/error.h"
#include "libcontainer/selinux/selinux.h"
#include "settings.h"

namespace libcontainer::selinux {
namespace {

constexpr uint32_t kCategories = 1024;

std::string PolicyRoot() {
  const std::string config = internal::ReadFile("/etc/selinux/config");
  return "/etc/selinux/" + ParseSetting(config, "SELINUXTYPE").value_or("");
}

SELinuxContext ContextFor(const std::string& text, const char* key, const std::string& path) {
  const std::optional<std::string> context = ParseSetting(text, key);
  if (!context) throw Error(EINVAL, std::string("find context \"") + key + "\" in", path);
  return NewContext(*context);
}

std::string LevelOf(const std::string& context) {
  return context.empty() ? "" : NewContext(context).level;
}

}  // namespace

void ReserveLabel(const std::string& context) {
  const std::string level = LevelOf(context);
  if (!level.empty()) LevelRegistry().Add(level);
}

void FreeLxcContexts(const std::string& context) {
  const std::string level = LevelOf(context);
  if (!level.empty()) LevelRegistry().Remove(level);
}

std::pair<std::string, std::string> GetLxcContexts() {
  if (!SelinuxEnabled()) return {};
  const std::string path = PolicyRoot() + "/contexts/lxc_contexts";
  const std::string text = internal::ReadFile(path);
  SELinuxContext process = ContextFor(text, "process", path);
  SELinuxContext file = ContextFor(text, "file", path);
  process.level = file.level = LevelRegistry().AddUnique(kCategories);
  return {process.Get(), file.Get()};
}

std::string CopyLevel(const std::string& source, const std::string& target) {
  if (source.empty() || !SelinuxEnabled()) return "";
  SecurityCheckContext(source);
  SecurityCheckContext(target);
  SELinuxContext context = NewContext(target);
  const std::string level = NewContext(source).level;
  if (level != context.level) {
    FreeLxcContexts(target);
    ReserveLabel(source);
  }
  context.level = level;
  return context.Get();
}

}  // namespace libcontainer::selinux
