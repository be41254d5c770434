#include "oom_counters.h"

#include <unistd.h>

#include <cerrno>
#include <utility>

#include "internal/files.h"
#include "libcontainer/error.h"
#include "stats_parse.h"

namespace libcontainer::cgroups {

OomCounters::OomCounters(UniqueFd file, std::string name)
    : file_(std::move(file)), name_(std::move(name)), last_(ReadTotals()) {}

OomEvents OomCounters::Read() {
  const OomEvents totals = ReadTotals();
  if (totals.removed) return {.removed = true};
  const OomEvents last = std::exchange(last_, totals);
  return {.ooms = totals.ooms - last.ooms, .kills = totals.kills - last.kills};
}

OomEvents OomCounters::ReadTotals() const try {
  if (::lseek(file_.get(), 0, SEEK_SET) < 0) throw Error(errno, "seek in", name_);
  const FlatKeyed table = ParseFlatKeyed(internal::ReadAll(file_.get(), name_), name_);
  return {.ooms = Find(table, "oom").value_or(0), .kills = Find(table, "oom_kill").value_or(0)};
} catch (const Error& error) {
  // The open file of a group that was removed.
  if (error.error() == ENODEV) return {.removed = true};
  throw;
}

}  // namespace libcontainer::cgroups
