#include "image.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "support/isolated.h"

namespace libcontainer::namespaces {
namespace {

using testing::RunIsolated;

void ExpectUnchangeable(int image) {
  EXPECT_EQ(::write(image, "x", 1), -1);
  const std::string path = "/proc/self/fd/" + std::to_string(image);
  const UniqueFd writable(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  EXPECT_EQ(writable ? ::write(writable.get(), "x", 1) : -1, -1);
  EXPECT_NE(::ftruncate(writable.get(), 0), 0);
}

// First, while this process has no image yet.
TEST(InitImage, WorksWhereMemoryFilesMayNotBeExecuted) {
  // The sysctl is a pid namespace's own.
  RunIsolated(CLONE_NEWPID | CLONE_NEWNS, [] {
    ASSERT_EQ(::mount("proc", "/proc", "proc", 0, nullptr), 0);
    const UniqueFd sysctl(::open("/proc/sys/vm/memfd_noexec", O_WRONLY | O_CLOEXEC));
    if (!sysctl || ::write(sysctl.get(), "2", 1) != 1) GTEST_SKIP() << "no vm.memfd_noexec";
    const int image = InitImage();
    EXPECT_EQ(::fcntl(image, F_GET_SEALS) & F_SEAL_WRITE, 0) << "protected in another way";
    ExpectUnchangeable(image);
    EXPECT_EQ(::faccessat(image, "", X_OK, AT_EMPTY_PATH), 0);
  });
}

TEST(InitImage, IsMadeOnceAndCannotBeChanged) {
  EXPECT_EQ(InitImage(), InitImage());
  EXPECT_EQ(::fcntl(InitImage(), F_GETFD), FD_CLOEXEC);
  const int seals = ::fcntl(InitImage(), F_GET_SEALS);
  EXPECT_EQ(seals & (F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL),
            F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL);
  ExpectUnchangeable(InitImage());
  constexpr int kSealExec = 0x20;  // F_SEAL_EXEC, Linux 6.3
  if ((seals & kSealExec) != 0) {
    EXPECT_NE(::fchmod(InitImage(), 0), 0);
  }
}

}  // namespace
}  // namespace libcontainer::namespaces
