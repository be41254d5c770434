#include "libcontainer/state.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "internal/files.h"
#include "internal/proc_stat.h"
#include "internal/random_name.h"
#include "libcontainer/error.h"
#include "support/isolated.h"

namespace libcontainer {
namespace {

using testing::ReadFile;
using testing::TempDir;
using testing::WriteFile;

// The errno of the Error that `action` throws, or 0.
int ErrnoOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.error();
  }
  return 0;
}

std::vector<std::string> FilesIn(const TempDir& dir) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(dir.path())) {
    names.push_back(entry.path().filename());
  }
  return names;
}

// The original read beyond its 32 random bytes when it was asked for more than 64 digits.
TEST(RandomName, HazardP31_AnySizeWorks) {
  for (const size_t size : {0U, 1U, 7U, 64U, 65U, 1000U}) {
    const std::string name = internal::GenerateRandomName("veth", size);
    EXPECT_EQ(name.size(), 4 + size);
    EXPECT_TRUE(name.starts_with("veth"));
    EXPECT_EQ(name.find_first_not_of("0123456789abcdef", 4), std::string::npos) << name;
  }
  EXPECT_NE(internal::GenerateRandomName("", 32), internal::GenerateRandomName("", 32));
}

TEST(State, FileHoldsPidAndStartTimeAndNewline) {
  const TempDir dir;
  SaveState(dir.path(), {4711, "66587"});
  EXPECT_EQ(ReadFile(dir.Path("state.json")),
            "{\"init_pid\":4711,\"init_start_time\":\"66587\"}\n");
  EXPECT_EQ(GetState(dir.path()), (State{4711, "66587"}));
}

TEST(State, FileIsForItsOwnerOnlyAndNothingElseIsLeft) {
  const TempDir dir;
  WriteFile(dir.Path("state.json"), "old");
  ::chmod(dir.Path("state.json").c_str(), 0666);
  SaveState(dir.path(), {1, "2"});
  struct stat status = {};
  ASSERT_EQ(::lstat(dir.Path("state.json").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode, S_IFREG | 0600U);
  EXPECT_EQ(FilesIn(dir), std::vector<std::string>{"state.json"});
}

TEST(State, HazardP8_SaveReplacesAPlantedLinkAndDoesNotFollowIt) {
  const TempDir dir;
  WriteFile(dir.Path("victim"), "untouched");
  ASSERT_EQ(::symlink("victim", dir.Path("state.json").c_str()), 0);
  SaveState(dir.path(), {1, "2"});
  EXPECT_EQ(ReadFile(dir.Path("victim")), "untouched");
  EXPECT_TRUE(
      std::filesystem::is_regular_file(std::filesystem::symlink_status(dir.Path("state.json"))));
}

TEST(State, SaveLeavesNoTemporaryFileWhenItFails) {
  const TempDir dir;
  ASSERT_EQ(::mkdir(dir.Path("state.json").c_str(), 0700), 0);
  EXPECT_EQ(ErrnoOf([&] { SaveState(dir.path(), {1, "2"}); }), EISDIR);
  EXPECT_EQ(FilesIn(dir), std::vector<std::string>{"state.json"});
}

TEST(State, SaveFailsWithoutTheDirectory) {
  const TempDir dir;
  EXPECT_EQ(ErrnoOf([&] { SaveState(dir.Path("missing"), {1, "2"}); }), ENOENT);
}

TEST(State, NoFileAndEmptyFileAreNoState) {
  const TempDir dir;
  EXPECT_EQ(GetState(dir.path()), std::nullopt);
  WriteFile(dir.Path("state.json"), "");
  EXPECT_EQ(GetState(dir.path()), std::nullopt);
}

TEST(State, MoreKeysAreAccepted) {
  const TempDir dir;
  WriteFile(dir.Path("state.json"),
            R"({"boot":"x","init_pid":7,"init_start_time":"8","cgroup_paths":{"a":[1]}})");
  EXPECT_EQ(GetState(dir.path()), (State{7, "8"}));
}

TEST(State, MalformedFilesAreRefused) {
  const TempDir dir;
  for (const char* text :
       {"{", "x", " ", "null", "[]", "{}", R"({"init_pid":7})", R"({"init_start_time":"8"})",
        R"({"init_pid":"7","init_start_time":"8"})", R"({"init_pid":0,"init_start_time":"8"})",
        R"({"init_pid":-1,"init_start_time":"8"})",
        R"({"init_pid":4294967297,"init_start_time":"8"})",
        R"({"init_pid":1.0,"init_start_time":"8"})", R"({"init_pid":7,"init_start_time":8})",
        R"({"init_pid":7,"init_start_time":""})", R"({"init_pid":7,"init_start_time":"8 "})",
        R"({"init_pid":7,"init_start_time":"8","init_pid":null})"}) {
    WriteFile(dir.Path("state.json"), text);
    EXPECT_EQ(ErrnoOf([&] { GetState(dir.path()); }), EINVAL) << text;
  }
}

TEST(State, HazardP8_GetStateFollowsNoLinkAndWaitsForNothing) {
  const TempDir dir;
  const std::string path = dir.Path("state.json");
  WriteFile(dir.Path("other"), R"({"init_pid":1,"init_start_time":"2"})");
  ASSERT_EQ(::symlink("other", path.c_str()), 0);
  EXPECT_EQ(ErrnoOf([&] { GetState(dir.path()); }), ELOOP);
  ASSERT_EQ(::unlink(path.c_str()), 0);
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(ErrnoOf([&] { GetState(dir.path()); }), EINVAL);
  ASSERT_EQ(::unlink(path.c_str()), 0);
  WriteFile(path, std::string(1 << 20, ' '));
  EXPECT_EQ(ErrnoOf([&] { GetState(dir.path()); }), EINVAL);
}

TEST(State, DeleteRemovesTheFileIfThereIsOne) {
  const TempDir dir;
  SaveState(dir.path(), {1, "2"});
  DeleteState(dir.path());
  EXPECT_EQ(FilesIn(dir), std::vector<std::string>{});
  DeleteState(dir.path());
}

TEST(State, DeleteFailsOnADirectory) {
  const TempDir dir;
  ASSERT_EQ(::mkdir(dir.Path("state.json").c_str(), 0700), 0);
  EXPECT_EQ(ErrnoOf([&] { DeleteState(dir.path()); }), EISDIR);
}

// A child that waits to be killed.
class Child {
 public:
  Child() : pid_(::fork()) {
    if (pid_ == 0) {
      ::pause();
      ::_exit(0);
    }
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() { Reap(); }
  pid_t pid() const { return pid_; }
  void Reap() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }

 private:
  pid_t pid_;
};

TEST(StateIsAlive, TrueForTheProcessThatWasStarted) {
  Child child;
  EXPECT_TRUE(IsAlive({child.pid(), GetProcessStartTime(child.pid())}));
}

TEST(StateIsAlive, HazardP9_FalseForAnotherProcessOfThatPid) {
  Child child;
  EXPECT_FALSE(IsAlive({child.pid(), "1" + GetProcessStartTime(child.pid())}));
}

TEST(StateIsAlive, FalseOnceTheProcessHasEnded) {
  Child child;
  const State state{child.pid(), GetProcessStartTime(child.pid())};
  ASSERT_EQ(::kill(child.pid(), SIGKILL), 0);
  siginfo_t info = {};
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(child.pid()), &info, WEXITED | WNOWAIT), 0);
  EXPECT_FALSE(IsAlive(state)) << "a process that only waits to be collected is not alive";
  child.Reap();
  EXPECT_FALSE(IsAlive(state));
  EXPECT_FALSE(IsAlive({0, "1"}));
}

TEST(StateStartTime, IsTheOneOfProc) {
  const std::string text = internal::ReadFile("/proc/self/stat");
  EXPECT_EQ(GetProcessStartTime(::getpid()), internal::ParseStartTime(text));
  EXPECT_FALSE(GetProcessStartTime(::getpid()).empty());
}

TEST(StateStartTime, FailsForAProcessThatIsNotThere) {
  pid_t gone = 0;
  {
    Child child;
    gone = child.pid();
  }
  EXPECT_EQ(ErrnoOf([&] { GetProcessStartTime(gone); }), ENOENT);
}

}  // namespace
}  // namespace libcontainer
