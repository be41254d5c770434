#ifndef LIBCONTAINER_LABEL_LABEL_H_
#define LIBCONTAINER_LABEL_LABEL_H_

#include <sys/types.h>

#include <string>
#include <utility>

// Security labels of a container's processes, files and mounts: SELinux contexts. Asking for a label where
// SELinux is not enabled is an error (ENOTSUP), an empty label asks for nothing. All functions throw Error.
namespace libcontainer::label {

// Labels for the processes and the mounts of a new container, whose level no other has; the caller gives
// it back by selinux::FreeLxcContexts, or by its end. `options` are words "user=", "role=", "type=" or
// "level=" with what is to stand in that part of the process label. Both empty where SELinux is not
// enabled and nothing was asked for. Throws Error: EINVAL, an option or the outcome is no good.
std::pair<std::string, std::string> GenLabels(const std::string& options);

// `options` of mount(2) with the label added: "mode=755" becomes mode=755,context="LABEL".
std::string FormatMountLabel(const std::string& options, const std::string& mount_label);

// Of the next program that the calling thread executes. With `proc`, a procfs of the thread's pid
// namespace, for a process inside a container; whether SELinux is enabled is not asked then.
void SetProcessLabel(const std::string& process_label);
void SetProcessLabel(int proc, const std::string& process_label);
// As it was set, or empty.
std::string GetProcessLabel();

// Of the file itself, not of what a link names.
void SetFileLabel(const std::string& path, const std::string& file_label);

// The label of a process; empty where SELinux is not enabled.
std::string GetPidCon(pid_t pid);

// To be called before a container with these labels is started. Throws Error: ENOTSUP, SELinux is not
// enabled; EINVAL, the kernel's policy does not have one of them.
void Init(const std::string& process_label, const std::string& mount_label);

// Keeps GenLabels of all processes from giving the label's level to another container.
void ReserveLabel(const std::string& label);

}  // namespace libcontainer::label

#endif  // LIBCONTAINER_LABEL_LABEL_H_
