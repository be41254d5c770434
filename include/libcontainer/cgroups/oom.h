#ifndef LIBCONTAINER_CGROUPS_OOM_H_
#define LIBCONTAINER_CGROUPS_OOM_H_

#include <cstdint>

namespace libcontainer::cgroups {

// What happened in a group since the last look.
struct OomEvents {
  uint64_t ooms = 0;   // times that it reached its limit and no memory could be freed
  uint64_t kills = 0;  // processes killed for want of memory; v1: Linux 4.13 and later
  // The group was removed: no more events come. What happened in the last moment before may be
  // missing.
  bool removed = false;
  bool operator==(const OomEvents&) const = default;
};

// Watches one group for want of memory. Used by one thread at a time; destroy it to stop watching.
class OomNotifier {
 public:
  virtual ~OomNotifier() = default;

  // Readable (poll(2), epoll(7)) when there is something new, the removal of the group included.
  // Close-on-exec, owned by this object, and only to be waited for. The kernel wakes before it
  // kills: what is killed may show only in a later Read.
  virtual int fd() const = 0;

  // Takes what fd() announced; never blocks. After the group's removal `removed` stays set.
  // Throws Error.
  virtual OomEvents Read() = 0;
};

}  // namespace libcontainer::cgroups

#endif  // LIBCONTAINER_CGROUPS_OOM_H_
