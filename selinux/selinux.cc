#include "libcontainer/selinux/selinux.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

#include "internal/attributes.h"
#include "internal/files.h"
#include "internal/mount_api.h"
#include "libcontainer/error.h"
#include "settings.h"
#include "xattr.h"

namespace libcontainer::selinux {
namespace {

constexpr const char* kFilesystem = "/sys/fs/selinux";
constexpr const char* kConfig = "/etc/selinux/config";

// Asked for by SetDisabled, which is for the whole process.
std::atomic<bool> disabled{false};

// A container may see the host's selinuxfs, read-only: it is not to use it.
bool IsWritableSelinuxfs() {
  const UniqueFd fd(::open(kFilesystem, O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!fd || !internal::IsOnFilesystem(fd.get(), SELINUX_MAGIC)) return false;
  struct statvfs status {};
  return ::fstatvfs(fd.get(), &status) == 0 && (status.f_flag & ST_RDONLY) == 0;
}

std::string ReadAttribute(const char* file) {
  return internal::ReadAttribute(internal::OpenProc().get(), file);
}

void RequireEnabled(const std::string& context) {
  if (!SelinuxEnabled()) {
    throw Error(ENOTSUP, "apply, SELinux not being enabled in this kernel, context", context);
  }
}

}  // namespace

// Without a policy everything has the context "kernel".
bool SelinuxEnabled() {
  return !disabled.load() && IsWritableSelinuxfs() && ReadAttribute("current") != "kernel";
}

void SetDisabled() { disabled.store(true); }

int SelinuxGetEnforce() {
  try {
    return internal::ReadFile(std::string(kFilesystem) + "/enforce") == "1" ? kEnforcing
                                                                            : kPermissive;
  } catch (const Error&) {
    return kDisabled;
  }
}

int SelinuxGetEnforceMode() {
  try {
    const std::optional<std::string> mode = ParseSetting(internal::ReadFile(kConfig), "SELINUX");
    if (mode == "enforcing") return kEnforcing;
    if (mode == "permissive") return kPermissive;
  } catch (const Error& error) {
    if (error.error() != ENOENT) throw;
  }
  return kDisabled;
}

void Setfilecon(const std::string& path, const std::string& context) {
  if (context.empty()) return;
  RequireEnabled(context);
  SecurityCheckContext(context);  // the kernel stores what its policy does not have, too
  if (::lsetxattr(path.c_str(), kXattr, context.data(), context.size(), 0) != 0) {
    throw Error(errno, "set SELinux context " + context + " of", path);
  }
}

std::string Getfilecon(const std::string& path) {
  std::string context(4096, '\0');
  const ssize_t size = ::lgetxattr(path.c_str(), kXattr, context.data(), context.size());
  if (size < 0) throw Error(errno, "get SELinux context of", path);
  context.resize(static_cast<size_t>(size));
  while (context.ends_with('\0')) context.pop_back();
  return context;
}

void Setfscreatecon(const std::string& context) {
  if (!context.empty()) RequireEnabled(context);
  if (SelinuxEnabled()) internal::WriteAttribute(internal::OpenProc().get(), "fscreate", context);
}

std::string Getfscreatecon() { return ReadAttribute("fscreate"); }

void Setexeccon(const std::string& context) {
  if (!context.empty()) RequireEnabled(context);
  if (SelinuxEnabled()) Setexeccon(internal::OpenProc().get(), context);
}

std::string Getexeccon() { return ReadAttribute("exec"); }

std::string Getcon() { return ReadAttribute("current"); }

std::string Getpidcon(pid_t pid) {
  return internal::ReadAttribute(internal::OpenProc().get(), pid, "current");
}

void SecurityCheckContext(const std::string& context) {
  const std::string path = std::string(kFilesystem) + "/context";
  const UniqueFd fd = internal::Open(AT_FDCWD, path, O_RDWR);
  if (::write(fd.get(), context.data(), context.size()) < 0) {
    throw Error(errno, "find in the kernel's policy SELinux context", context);
  }
}

}  // namespace libcontainer::selinux
