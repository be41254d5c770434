// Runs in: the parent.
#include "levels.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "internal/files.h"
#include "internal/proc_stat.h"
#include "internal/run_directory.h"
#include "libcontainer/error.h"
#include "libcontainer/selinux/selinux.h"

namespace libcontainer::selinux {
namespace {

constexpr const char* kFile = "selinux-levels";

// Empty if there is no such process.
std::string StartTimeOf(pid_t pid) {
  try {
    return internal::ParseStartTime(internal::ReadFile("/proc/" + std::to_string(pid) + "/stat"));
  } catch (const Error& error) {
    if (error.error() != ENOENT && error.error() != ESRCH) throw;
    return {};
  }
}

bool IsDead(const LevelUse& use) { return StartTimeOf(use.pid) != use.start_time; }

uint64_t Random() {
  uint64_t value = 0;
  if (::getrandom(&value, sizeof value, 0) != sizeof value) throw Error(errno, "get", "randomness");
  return value;
}

}  // namespace

std::vector<LevelUse> ParseLevelUses(std::string_view text) {
  std::vector<LevelUse> uses;
  for (const std::string_view line : internal::Split(text, '\n')) {
    const std::vector<std::string_view> parts = internal::Split(line, ' ');
    if (parts.size() != 3 || parts[0].empty() || parts[2].empty()) continue;
    LevelUse use{std::string(parts[0]), 0, std::string(parts[2])};
    const auto [end, error] = std::from_chars(parts[1].begin(), parts[1].end(), use.pid);
    if (error == std::errc() && end == parts[1].end() && use.pid > 0) uses.push_back(use);
  }
  return uses;
}

std::string FormatLevelUses(const std::vector<LevelUse>& uses) {
  std::string text;
  for (const LevelUse& use : uses) {
    text += use.level + " " + std::to_string(use.pid) + " " + use.start_time + "\n";
  }
  return text;
}

LevelRegistry::LevelRegistry() : own_{"", ::getpid(), StartTimeOf(::getpid())} {
  const UniqueFd directory = internal::OpenRunDirectory();
  file_ = internal::Open(directory.get(), kFile, O_RDWR | O_CREAT | O_NOFOLLOW, 0600);
  while (::flock(file_.get(), LOCK_EX) != 0) {
    if (errno != EINTR) throw Error(errno, "lock", kFile);
  }
  uses_ = ParseLevelUses(internal::ReadAll(file_.get(), kFile));
  std::erase_if(uses_, IsDead);
}

bool LevelRegistry::IsUsed(const std::string& level) const {
  return std::ranges::find(uses_, level, &LevelUse::level) != uses_.end();
}

void LevelRegistry::Add(const std::string& level) {
  LevelUse use = own_;
  use.level = level;
  if (std::ranges::find(uses_, use) == uses_.end()) uses_.push_back(std::move(use));
  Write();
}

void LevelRegistry::Remove(const std::string& level) {
  LevelUse use = own_;
  use.level = level;
  std::erase(uses_, use);
  Write();
}

std::string LevelRegistry::AddUnique(uint32_t categories) {
  const uint64_t pairs = uint64_t{categories} * (categories - 1) / 2;
  const uint64_t begin = Random();
  for (uint64_t i = 0; i < pairs; ++i) {
    std::string level = IntToMcs(static_cast<int>((begin + i) % pairs + 1), categories - 1);
    if (IsUsed(level)) continue;
    Add(level);
    return level;
  }
  throw Error(ENOSPC, "find an unused SELinux level among categories below",
              std::to_string(categories));
}

// A writer that is killed in between leaves old lines at the end, which say nothing wrong for longer
// than their processes live.
void LevelRegistry::Write() {
  const std::string text = FormatLevelUses(uses_);
  if (::pwrite(file_.get(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()) ||
      ::ftruncate(file_.get(), static_cast<off_t>(text.size())) != 0) {
    throw Error(errno, "write", kFile);
  }
}

}  // namespace libcontainer::selinux
