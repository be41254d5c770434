// Symbols of glibc that its headers and the compiler's run-time libraries refer to, for an init
// image that is linked against musl (cmake/InitImage.cmake).
#include <sys/types.h>

extern "C" {

// libstdc++ leaves out atomic operations where this is true; the init has one thread.
extern const char __libc_single_threaded;  // NOLINT(bugprone-reserved-identifier)
const char __libc_single_threaded = 1;     // NOLINT(bugprone-reserved-identifier)

// The unwinder's fast path; on failure it goes on with dl_iterate_phdr(3).
int _dl_find_object(void* /*address*/, void* /*result*/) {  // NOLINT(bugprone-reserved-identifier)
  return -1;
}

// makedev(3): 12 bits of the major number above 20 bits of the minor one, as the kernel's
// new_encode_dev() lays them out, with what does not fit further up.
dev_t gnu_dev_makedev(unsigned major, unsigned minor) {
  return (static_cast<dev_t>(major & 0xfffff000U) << 32) |
         (static_cast<dev_t>(major & 0xfffU) << 8) |
         (static_cast<dev_t>(minor & 0xffffff00U) << 12) | (minor & 0xffU);
}
}
