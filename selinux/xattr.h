#ifndef LIBCONTAINER_SELINUX_XATTR_H_
#define LIBCONTAINER_SELINUX_XATTR_H_

namespace libcontainer::selinux {

// The extended attribute of a file that holds its context.
inline constexpr const char* kXattr = "security.selinux";

}  // namespace libcontainer::selinux

#endif  // LIBCONTAINER_SELINUX_XATTR_H_
