#include "libcontainer/security/landlock.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <functional>

#include "libcontainer/error.h"
#include "libcontainer/unique_fd.h"
#include "support/isolated.h"

namespace libcontainer::security {
namespace {

int KernelVersion() {
  return static_cast<int>(::syscall(SYS_landlock_create_ruleset, nullptr, 0, 1));
}

int ErrorOf(const std::function<void()>& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.error();
  }
  return 0;
}

// The errno of bind(2) or connect(2) to that port of any address, or 0.
int Use(int (*call)(int, const sockaddr*, socklen_t), uint16_t port) {
  const UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  return call(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ? 0
                                                                                          : errno;
}

TEST(Landlock, Rights) {
  for (const char* name : {"read", "write", "execute"}) EXPECT_TRUE(IsLandlockRight(name)) << name;
  for (const char* name : {"", "Read", "reads", "x"}) EXPECT_FALSE(IsLandlockRight(name)) << name;
}

TEST(Landlock, OnlyListedPortsCanBeUsed) {
  testing::RunIsolated(CLONE_NEWNET, [] {
    const Landlock landlock{{}, LandlockTcp{{2000}, {3000}}};
    ASSERT_EQ(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
    EXPECT_EQ(Use(::bind, 2001), 0);
    const int error = ErrorOf([&] { ApplyLandlock(landlock); });
    if (KernelVersion() < 4) {
      EXPECT_EQ(error, ENOTSUP);
      return;
    }
    EXPECT_EQ(error, 0);
    EXPECT_EQ(Use(::bind, 2000), 0);
    EXPECT_EQ(Use(::bind, 2001), EACCES);
    EXPECT_EQ(Use(::bind, 3000), EACCES);
    EXPECT_NE(Use(::connect, 3000), EACCES);
    EXPECT_EQ(Use(::connect, 2000), EACCES);
    EXPECT_EQ(::access("/etc/passwd", R_OK), 0) << "files are not restricted";
  });
}

TEST(Landlock, WhatTheKernelCannotDoIsNotSilentlyLeftOut) {
  EXPECT_EQ(ErrorOf([] {
              CheckLandlock({{{"/", {"read"}}}, {}});
            }),
            KernelVersion() >= 3 ? 0 : ENOTSUP);
  EXPECT_EQ(ErrorOf([] {
              CheckLandlock({{}, LandlockTcp{}});
            }),
            KernelVersion() >= 4 ? 0 : ENOTSUP);
}

TEST(Landlock, NeedsNoNewPrivsWithoutPrivileges) {
  testing::RunIsolated(0, [] {
    ASSERT_EQ(::setresuid(1000, 1000, 1000), 0);
    const int error = ErrorOf([] { ApplyLandlock({{{"/", {"read"}}}, {}}); });
    EXPECT_EQ(error, KernelVersion() >= 3 ? EPERM : ENOTSUP);
    const UniqueFd still(::open("/dev/null", O_WRONLY | O_CLOEXEC));
    EXPECT_TRUE(still);
  });
}

}  // namespace
}  // namespace libcontainer::security
