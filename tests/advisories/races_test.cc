// Paths that change while they are used: a volume is shared with somebody who exchanges a directory and a
// link in it all the time.
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <thread>

#include "fixture.h"

namespace libcontainer::testing {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

using Cve2015_3629 = Advisory;
using Cve2021_30465 = Advisory;
using Cve2024_45310 = Advisory;
using Cve2025_31133 = Advisory;
using Cve2025_52565 = Advisory;
using Cve2025_52881 = Advisory;
using Ghsa3q8j_pf29_vwv8 = Advisory;

int Tries() {
  const char* tries = std::getenv("ADVISORY_TRIES");
  return tries == nullptr ? 200 : std::atoi(tries);
}

// Exchanges two names until it goes out of scope.
class Flip {
 public:
  Flip(std::string a, std::string b)
      : thread_([this, a = std::move(a), b = std::move(b)] {
          while (!stop_) {
            if (::renameat2(AT_FDCWD, a.c_str(), AT_FDCWD, b.c_str(), RENAME_EXCHANGE) == 0)
              ++count_;
          }
        }) {}
  Flip(const Flip&) = delete;
  Flip& operator=(const Flip&) = delete;
  ~Flip() {
    stop_ = true;
    thread_.join();
    EXPECT_GT(count_.load(), Tries()) << "it takes place during every start";
  }

 private:
  std::atomic<bool> stop_ = false;
  std::atomic<int> count_ = 0;
  std::thread thread_;
};

// How the starts of a race ended.
struct Starts {
  int complete = 0;
  int refused = 0;
};

// Starts `command` again and again. It either fails to start, or prints `expected`.
template <class Start>
Starts Race(const Start& start, const std::string& expected) {
  Starts starts;
  for (int i = 0; i < Tries() && !::testing::Test::HasFailure(); ++i) {
    const Outcome outcome = start();
    if (outcome.status == 0) {
      EXPECT_EQ(outcome.out, expected) << outcome.err;
      ++starts.complete;
    } else {
      EXPECT_TRUE(outcome.err.starts_with("nsinit: exec: ")) << outcome.err;
      ++starts.refused;
    }
  }
  std::printf("%d complete, %d refused\n", starts.complete, starts.refused);
  return starts;
}

// Several mounts below the name that changes: as many chances in one start. Every one that succeeds
// must be visible in the container, so in its root.
TEST_F(Cve2021_30465, MountsLandInTheRoot) {
  const TempDir source;
  const TempDir canary;
  constexpr int kMounts = 8;
  fs::create_directories(Path("vol/d"));
  fs::create_directory_symlink("../../../../../../.." + canary.path(), Path("vol/link"));
  for (int i = 0; i < kMounts; ++i) {
    const std::string name = "x" + std::to_string(i);
    fs::create_directory(Path("vol/d/" + name));
    fs::create_directory(canary.Path(name));
    AddMount(Bind(source.path(), "/vol/d/" + name, true));
  }
  WriteConfig();
  const Flip flip(Path("vol/d"), Path("vol/link"));
  const Starts starts = Race(
      [&] {
        return Exec({"/bin/grep", "-c", source.path(), "/proc/self/mountinfo"});
      },
      std::to_string(kMounts) + "\n");
  EXPECT_GT(starts.complete, 0);
}

TEST_F(Cve2024_45310, NothingIsMadeOnTheHost) {
  const TempDir source;
  const TempDir canary;
  WriteFile(source.Path("file"), "");
  fs::create_directories(Path("vol/d"));
  fs::create_directory_symlink("../../../../../../.." + canary.path(), Path("vol/link"));
  for (int i = 0; i < 4; ++i) {
    const std::string name = "/vol/d/new" + std::to_string(i);
    AddMount(Bind(source.path(), name + "/a/b"));
    AddMount(Bind(source.Path("file"), name + "/file"));
  }
  WriteConfig();
  const Flip flip(Path("vol/d"), Path("vol/link"));
  const Starts starts = Race(
      [&] {
        Outcome outcome = Exec({"/bin/true"});
        ExpectEmpty(canary);
        for (int i = 0; i < 4; ++i) {  // to be made anew
          for (const char* top : {"vol/d/new", "vol/link/new"}) {
            std::error_code gone;
            if (fs::is_symlink(Path("vol/link")))
              fs::remove_all(Path(top + std::to_string(i)), gone);
          }
        }
        return outcome;
      },
      "");
  EXPECT_GT(starts.complete, 0);
}

TEST_F(Cve2015_3629, DestinationInAVolumeThatChanges) {
  const TempDir volume;
  const TempDir source;
  const TempDir canary;
  fs::create_directory(volume.Path("b"));
  fs::create_directory_symlink("../../../../../../../.." + canary.path(), volume.Path("link"));
  AddMount(Bind(volume.path(), "/a", true));
  for (int i = 0; i < 4; ++i) AddMount(Bind(source.path(), "/a/b/x" + std::to_string(i), true));
  WriteConfig();
  const Flip flip(volume.Path("b"), volume.Path("link"));
  const Starts starts = Race(
      [&] {
        Outcome outcome = Exec({"/bin/grep", "-c", source.path(), "/proc/self/mountinfo"});
        ExpectEmpty(canary);
        return outcome;
      },
      "4\n");
  EXPECT_GT(starts.complete, 0);
}

// A volume at /dev whose null is now the device and now a link to what must stay read-only.
// CVE-2025-62161 is the same.
TEST_F(Cve2025_31133, MasksHoldWhileNullChanges) {
  const TempDir volume;
  ASSERT_EQ(::mknod(volume.Path("null").c_str(), S_IFCHR | 0666, ::makedev(1, 3)), 0);
  fs::create_symlink("/proc/sys/kernel/core_pattern", volume.Path("link"));
  AddMount(Bind(volume.path(), "/dev", true));
  WriteConfig();
  const Flip flip(volume.Path("null"), volume.Path("link"));
  const Starts starts = Race(
      [&] {
        return Shell(
            "busybox stat -c %t:%T /proc/keys /proc/timer_list; "
            "(: >>/proc/sys/kernel/core_pattern) 2>&1 | grep -o Read-only");
      },
      "1:3\n1:3\nRead-only\n");
  EXPECT_GT(starts.complete, 0);
}

// /dev/console and /dev/pts/0 of a volume are links to a file of the host, which must keep its owner and
// mode and get no mount.
TEST_F(Cve2025_52565, ConsoleIsNotFoundByAPath) {
  const TempDir volume;
  const TempDir canary;
  WriteFile(canary.Path("victim"), "canary");
  fs::permissions(canary.Path("victim"), fs::perms(0640));
  ASSERT_EQ(::chown(canary.Path("victim").c_str(), 1234, 1234), 0);
  fs::create_directory(volume.Path("pts"));
  fs::create_symlink(canary.Path("victim"), volume.Path("pts/0"));
  fs::create_symlink(canary.Path("victim"), volume.Path("console"));
  WriteFile(volume.Path("file"), "");
  AddMount(Bind(volume.path(), "/dev", true));
  config["tty"] = true;
  WriteConfig();
  const Flip flip(volume.Path("console"), volume.Path("file"));
  const Starts starts = Race([&] { return Exec({"/bin/true"}); }, "");
  struct stat status {};
  ASSERT_EQ(::stat(canary.Path("victim").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0640U);
  EXPECT_EQ(status.st_uid, 1234U);
  EXPECT_EQ(ReadFile(canary.Path("victim")), "canary");
  EXPECT_GT(starts.complete, 0);
}

// A volume is to land on /proc/sys, where its own ip_forward would take what is written to the kernel's.
// CVE-2025-62596 is the same.
TEST_F(Cve2025_52881, WritesReachTheKernel) {
  const TempDir volume;
  fs::create_directories(volume.Path("net/ipv4"));
  WriteFile(volume.Path("net/ipv4/ip_forward"), "canary");
  fs::create_directories(Path("vol/d"));
  fs::create_directory_symlink("/proc/sys", Path("vol/link"));
  AddMount(Bind(volume.path(), "/vol/d", true));
  AddMount(Bind(volume.Path("net"), "/vol/d/net", true));
  config["sysctl"] = {{"net.ipv4.ip_forward", "1"}};
  WriteConfig();
  const Flip flip(Path("vol/d"), Path("vol/link"));
  const Starts starts = Race(
      [&] {
        Outcome outcome = Exec({"/bin/cat", "/proc/sys/net/ipv4/ip_forward"});
        EXPECT_EQ(ReadFile(volume.Path("net/ipv4/ip_forward")), "canary");
        return outcome;
      },
      "1\n");
  EXPECT_GT(starts.complete, 0);
}

// Two directories take turns under the name that is to become read-only, or masked: what was resolved is
// what gets the mount, and it is never there without its flag.
TEST_F(Ghsa3q8j_pf29_vwv8, ReadOnlyAndMaskedPathsAreResolvedOnce) {
  for (const char* name : {"a", "b"}) {
    fs::create_directories(Path(std::string("vol/") + name + "/ro"));
    fs::create_directories(Path(std::string("vol/") + name + "/masked"));
    WriteFile(Path(std::string("vol/") + name + "/masked/secret"), "");
  }
  config["readonly_paths"] = {"/vol/a/ro"};
  config["mask_paths"] = {"/vol/a/masked"};
  WriteConfig();
  const Flip flip(Path("vol/a"), Path("vol/b"));
  const Starts starts = Race(
      [&] { return Shell("grep ' /vol/' /proc/self/mountinfo | cut -d' ' -f6 | cut -d, -f1"); },
      "ro\nro\n");
  EXPECT_GT(starts.complete, 0);
}

}  // namespace
}  // namespace libcontainer::testing
