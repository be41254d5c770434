#include "unified_fixture.h"

#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"
#include "internal/files.h"
#include "internal/mountinfo.h"
#include "support/cgroups.h"
#include "support/isolated.h"

namespace libcontainer::testing {
namespace {

std::string FindMountpoint() {
  for (const internal::MountInfo& mount :
       internal::ParseMountInfo(ReadFile("/proc/self/mountinfo"))) {
    if (mount.type == "cgroup2") return mount.mountpoint;
  }
  return "";
}

// The words of a file that is one line.
std::vector<std::string> Words(const std::string& path) {
  std::vector<std::string> words;
  const std::string text = ReadFile(path);
  for (const std::string_view line : internal::Split(text, '\n')) {
    for (const std::string_view word : internal::Split(line, ' ')) {
      if (!word.empty()) words.emplace_back(word);
    }
  }
  return words;
}

}  // namespace

void UnifiedRoot::SetUp() {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  const std::string base = FindMountpoint();
  if (base.empty()) GTEST_SKIP() << "cgroup v2 is not mounted";
  const std::vector<std::string> before = Words(base + "/cgroup.subtree_control");
  for (const std::string& controller : Words(base + "/cgroup.controllers")) {
    if (std::find(before.begin(), before.end(), controller) == before.end() &&
        WriteControl(base + "/cgroup.subtree_control", "+" + controller) == 0) {
      enabled_.push_back(controller);
    }
  }
  location_ = {.bases = {base}, .path = "libcontainer-test-" + std::to_string(::getpid())};
  location_.unified = true;
  ASSERT_EQ(::mkdir(Dir().c_str(), 0755), 0);
}

void UnifiedRoot::TearDown() {
  if (location_.path.empty()) return;
  Remove();
  EXPECT_EQ(CgroupDirectories(location_.path), std::vector<std::string>{});
  for (const std::string& controller : enabled_) {
    WriteControl(location_.bases[0] + "/cgroup.subtree_control", "-" + controller);
  }
}

bool UnifiedRoot::HasFile(const std::string& file) const { return Exists(Dir() + "/" + file); }

void UnifiedRoot::Join(pid_t pid) const { Set("cgroup.procs", std::to_string(pid)); }

void UnifiedRoot::Set(const std::string& file, const std::string& value) const {
  EXPECT_EQ(WriteControl(Dir() + "/" + file, value), 0) << file;
}

std::string UnifiedRoot::Get(const std::string& file) const {
  std::string text = ReadFile(Dir() + "/" + file);
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

void UnifiedRoot::Remove() {
  // A process that was just reaped may still count for a moment.
  for (int attempt = 0; attempt < 200 && ::rmdir(Dir().c_str()) != 0 && errno == EBUSY; ++attempt) {
    ::usleep(10000);
  }
}

}  // namespace libcontainer::testing
