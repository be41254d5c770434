#ifndef LIBCONTAINER_MOUNT_MOUNT_H_
#define LIBCONTAINER_MOUNT_MOUNT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "libcontainer/mount/types.h"
#include "libcontainer/unique_fd.h"

// The file systems of a container. Everything below the rootfs is reached from a descriptor and
// resolved inside it, so nothing in an image can lead a mount, a node or a file to the host.
// All functions throw Error and need CAP_SYS_ADMIN in a mount namespace of the caller's own.
namespace libcontainer::mount {

// The root file system to use, as the parent saw it.
struct Rootfs {
  std::string path;     // absolute, without symbolic links
  uint64_t device = 0;  // st_dev and st_ino of the directory at `path`; 0 = not checked
  uint64_t inode = 0;   // see device
  // Files directly in the rootfs that the container must not change, such as state.json. They must
  // exist.
  std::vector<std::string> protected_files;
};

// What InitializeMountNamespace leaves open for the steps that follow.
struct MountNamespace {
  UniqueFd root;         // the new root directory
  UniqueFd proc;         // procfs of this pid namespace, attached nowhere: nothing can cover it
  UniqueFd null_device;  // OpenNullDevice()
  UniqueFd pty_master;   // with a console only
  UniqueFd pty_slave;    // see pty_master
};

// Whether the container gets a pseudo-terminal.
enum class Console { kNone, kNewPty };

// Turns the calling process's mount namespace into the container's: propagation, system mounts
// (proc, sysfs, /dev, /dev/shm, /dev/pts), the mounts of `config`, device nodes, /dev/ptmx, console
// and links, new root, read-only root. The working directory is / and the umask 022 afterwards.
// With Console::kNewPty a pseudo-terminal of the container's own devpts becomes /dev/console.
MountNamespace InitializeMountNamespace(const Rootfs& rootfs, Console console,
                                        const MountConfig& config);

// Moves the calling process, which is in the rootfs, to a mount namespace of its own where the protected
// files are read-only. In a namespace that is then made with a user namespace, its capabilities there do
// not reach to undo that (mount_namespaces(7)). Throws Error.
void LockProtectedFiles(const Rootfs& rootfs);

// Makes the mount at `root` the root of the mount namespace by pivot_root(2) and detaches the old
// one. Needs no directory for the old root, so it works on a read-only image.
void PivotRoot(int root);

// The same by MS_MOVE and chroot(2), for a host whose root is a ramdisk. procfs and sysfs of the
// host are unmounted or covered first, because a process that escapes a chroot could reach them.
void MsMoveRoot(int root);

// Makes the mount at `root` read-only; its other options stay as they are.
void SetReadonly(int root);

// /dev/ptmx as a link to the ptmx of the container's own devpts. `dev` is the container's /dev.
void SetupPtmx(int dev);

// Unmount /proc, or /sys, of the calling process's root and mount it anew for its namespaces.
void RemountProc();
void RemountSys();

// A detached mount of the host's /dev/null. Throws Error ENODEV if that is not the null device.
UniqueFd OpenNullDevice();

}  // namespace libcontainer::mount

#endif  // LIBCONTAINER_MOUNT_MOUNT_H_
