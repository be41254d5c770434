// Runs in: the parent.
#include "image.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "internal/files.h"
#include "internal/mount_api.h"
#include "libcontainer/error.h"

extern "C" {
extern const char libcontainer_init_image_begin[];
extern const char libcontainer_init_image_end[];
}

namespace libcontainer::namespaces {
namespace {

#ifndef MFD_EXEC
constexpr unsigned MFD_EXEC = 0x10;  // Linux 6.3
#endif
#ifndef F_SEAL_EXEC
constexpr int F_SEAL_EXEC = 0x20;  // Linux 6.3
#endif

void WriteImage(int fd) {
  const char* next = libcontainer_init_image_begin;
  while (next < libcontainer_init_image_end) {
    const ssize_t count =
        ::write(fd, next, static_cast<size_t>(libcontainer_init_image_end - next));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw Error(errno, "write", "init image");
    next += count;
  }
  if (::fchmod(fd, 0500) != 0) throw Error(errno, "set mode of", "init image");
}

// A descriptor that was open for writing when the seal came would keep execve(2) from running the
// file (ETXTBSY), so the file is opened anew.
UniqueFd Reopen(const UniqueFd& fd) {
  return internal::Open(AT_FDCWD, "/proc/self/fd/" + std::to_string(fd.get()), O_RDONLY);
}

// Unset where vm.memfd_noexec forbids executable memory files (EACCES).
UniqueFd NewMemoryFile() {
  UniqueFd fd(::memfd_create("libcontainer-init", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC));
  if (!fd && errno == EINVAL) {
    fd.reset(::memfd_create("libcontainer-init", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  }
  if (!fd && errno != EACCES) throw Error(errno, "create", "init image");
  return fd;
}

// A container that executes a script whose interpreter is /proc/self/exe gets hold of the file, and a
// user of the same id could forbid its execution, here and in every container that is started later.
void Seal(int fd) {
  constexpr int kContent = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
  if (::fcntl(fd, F_ADD_SEALS, kContent | F_SEAL_EXEC) == 0) return;
  // EINVAL: a kernel without that seal.
  if (errno != EINVAL || ::fcntl(fd, F_ADD_SEALS, kContent) != 0) {
    throw Error(errno, "seal", "init image");
  }
}

UniqueFd SealedMemoryFile(const UniqueFd& fd) {
  WriteImage(fd.get());
  Seal(fd.get());
  return Reopen(fd);
}

// A tmpfs that is mounted nowhere and has become read-only.
UniqueFd FileOnReadonlyFilesystem() {
  const UniqueFd mount = internal::NewMount(
      {"tmpfs", "libcontainer-init", {{"mode", "700"}}, internal::kNoSuid | internal::kNoDev},
      "tmpfs for the init image");
  {
    const UniqueFd file = internal::Open(mount.get(), "init", O_CREAT | O_EXCL | O_WRONLY, 0500);
    WriteImage(file.get());
  }
  internal::ChangeMount(mount.get(), internal::Depth::kSingle, {internal::kReadOnly},
                        "tmpfs for the init image");
  return internal::Open(mount.get(), "init", O_RDONLY);
}

UniqueFd NewImage() {
  const UniqueFd memory_file = NewMemoryFile();
  return memory_file ? SealedMemoryFile(memory_file) : FileOnReadonlyFilesystem();
}

}  // namespace

int InitImage() {
  static const UniqueFd image = NewImage();
  return image.get();
}

}  // namespace libcontainer::namespaces
