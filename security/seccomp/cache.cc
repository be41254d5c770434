// Runs in: the parent.
#include <algorithm>
#include <list>
#include <mutex>

#include "compile.h"

namespace libcontainer::security::seccomp {
namespace {

// The filters compiled last, the one used last in front.
class Cache {
 public:
  std::shared_ptr<const Filter> Get(const Profile& profile) {
    // Held while compiling, too: whoever wants the same filter would compile it a second time.
    const std::lock_guard lock(mutex_);
    const auto found = std::ranges::find(entries_, profile, &Entry::profile);
    if (found != entries_.end()) {
      entries_.splice(entries_.begin(), entries_, found);
      return entries_.front().filter;
    }
    entries_.push_front({profile, std::make_shared<const Filter>(CompileAnew(profile))});
    if (entries_.size() > kMost) entries_.pop_back();
    return entries_.front().filter;
  }

 private:
  static constexpr size_t kMost = 16;

  struct Entry {
    Profile profile;
    std::shared_ptr<const Filter> filter;
  };

  std::mutex mutex_;
  std::list<Entry> entries_;
};

}  // namespace

std::shared_ptr<const Filter> Compile(const Profile& profile) {
  // Of the process, since a start takes a configuration and nothing that could outlive it. Never
  // destroyed: a thread may start a container while the program exits.
  static Cache& cache = *new Cache;
  return cache.Get(profile);
}

}  // namespace libcontainer::security::seccomp
