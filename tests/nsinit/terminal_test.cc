#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>

#include <chrono>
#include <cstring>
#include <filesystem>
#include <thread>

#include "libcontainer/state.h"
#include "nsinit/session.h"
#include "support/container.h"

namespace libcontainer::testing {
namespace {

class NsinitTerminal : public ContainerTest {
 protected:
  void SetUp() override {
    ContainerTest::SetUp();
    config["tty"] = true;
  }
};

TEST_F(NsinitTerminal, SizeFollowsTheCaller) {
  Session session(
      ExecArgs(
          {"/bin/sh", "-c",
           "trap 'stty size' WINCH; trap 'exit 0' TERM; stty size; while :; do sleep 0.05; done"}),
      rootfs());
  ASSERT_TRUE(session.Expect("33 77")) << session.output();
  session.Resize(44, 111);
  ::kill(session.pid(), SIGWINCH);
  EXPECT_TRUE(session.Expect("44 111")) << session.output();
  ::kill(session.pid(), SIGTERM);
  EXPECT_EQ(session.Wait(), 0);
}

TEST_F(NsinitTerminal, IsTheControllingTerminalOfTheContainersOwnDevpts) {
  Session session(ExecArgs({"/bin/sh", "-c",
                            "tty; ls /dev/pts; echo via-tty >/dev/tty; "
                            "stat -c 'console %a %u' /dev/console; exit 3"}),
                  rootfs());
  EXPECT_EQ(session.Wait(), 3);
  EXPECT_TRUE(session.Expect("/dev/pts/0\r\n0")) << session.output();
  EXPECT_TRUE(session.Expect("via-tty")) << session.output();
  EXPECT_TRUE(session.Expect("console 600 0")) << session.output();
}

TEST_F(NsinitTerminal, RestoredAfterExit) {
  Session session(ExecArgs({"/bin/sh"}), rootfs());
  ASSERT_TRUE(session.Expect("#")) << session.output();
  EXPECT_TRUE(session.IsRaw());
  session.Type("echo $((6*7)); exit 5\n");
  EXPECT_EQ(session.Wait(), 5);
  EXPECT_TRUE(session.Expect("42"));
  EXPECT_TRUE(session.IsRestored());
}

TEST_F(NsinitTerminal, RestoredAfterTheContainerIsKilled) {
  Session session(ExecArgs({"/bin/sh"}), rootfs());
  ASSERT_TRUE(session.Expect("#"));
  ASSERT_TRUE(Eventually([&] { return GetState(rootfs()).has_value(); }));
  ::kill(GetState(rootfs())->init_pid, SIGKILL);
  EXPECT_EQ(session.Wait(), 128 + SIGKILL);
  EXPECT_TRUE(session.IsRestored());
}

TEST_F(NsinitTerminal, RestoredAfterSigterm) {
  Session session(ExecArgs({"/bin/sh", "-c",
                            "trap 'exit 9' TERM; echo up; while :; do sleep "
                            "0.05; done"}),
                  rootfs());
  ASSERT_TRUE(session.Expect("up"));
  ::kill(session.pid(), SIGTERM);
  EXPECT_EQ(session.Wait(), 9);
  EXPECT_TRUE(session.IsRestored());
}

TEST_F(NsinitTerminal, RestoredWhenTheCommandIsNotFound) {
  Session session(ExecArgs({"/bin/nope"}), rootfs());
  EXPECT_EQ(session.Wait(), 127);
  EXPECT_TRUE(session.IsRestored());
}

TEST_F(NsinitTerminal, ControlCReachesTheCommand) {
  Session session(ExecArgs({"/bin/sh", "-c",
                            "trap 'exit 8' INT; echo up; while :; do sleep "
                            "0.05; done"}),
                  rootfs());
  ASSERT_TRUE(session.Expect("up"));
  session.Type("\x03");
  EXPECT_EQ(session.Wait(), 8);
}

// The original read its own terminal, whatever it was given, and failed without one.
TEST_F(NsinitTerminal, HazardP26_WorksWithoutACallersTerminal) {
  EXPECT_EQ(Exec({"/bin/cat"}, "line\n").out, "line\r\nline\r\n");
  EXPECT_EQ(Exec({"/bin/cat"}, "no newline").out.substr(0, 10), "no newline");
  EXPECT_EQ(Exec({"/bin/sh", "-c", "exit 4"}).status, 4);
}

TEST_F(NsinitTerminal, TwoTerminalsInOneContainer) {
  Session first(ExecArgs({"/bin/sh"}), rootfs());
  ASSERT_TRUE(first.Expect("#"));
  Session second(ExecArgs({"/bin/sh"}), rootfs());
  ASSERT_TRUE(second.Expect("#"));
  first.Resize(20, 60);
  ::kill(first.pid(), SIGWINCH);
  second.Resize(30, 90);
  ::kill(second.pid(), SIGWINCH);
  ASSERT_TRUE(Eventually([&] {
    first.Type("stty size\n");
    return first.Expect("20 60\r\n", 10);
  })) << first.output();
  ASSERT_TRUE(Eventually([&] {
    second.Type("stty size; tty\n");
    return second.Expect("30 90\r\n/dev/pts/1", 10);
  })) << second.output();
  // Job control: a stopped foreground job gives the shell its terminal back.
  for (Session* session : {&first, &second}) {
    session->Type("sleep 50\n");
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    session->Type("\x1a");
    EXPECT_TRUE(session->Expect("Stopped")) << session->output();
    session->Type("kill -9 %1; sleep 0.1; jobs; echo fo''llowed\n");
    EXPECT_TRUE(session->Expect("followed")) << session->output();
  }
  second.Type("exit 12\n");
  EXPECT_EQ(second.Wait(), 12);
  EXPECT_TRUE(second.IsRestored());
  first.Type("exit 13\n");
  EXPECT_EQ(first.Wait(), 13);
  EXPECT_TRUE(first.IsRestored());
}

// CVE-2016-10124 and its relatives: input for the caller's terminal, made in the container.
TEST_F(NsinitTerminal, NothingFromInsideReachesTheCallersTerminal) {
  std::filesystem::copy_file(TERMINAL_ATTACK, Path("bin/attack"));
  for (const bool tty : {true, false}) {
    config["tty"] = tty;
    Session first(ExecArgs({"/bin/sh", "-c", "/bin/attack; read x; exit 0"}), rootfs());
    ASSERT_TRUE(first.Expect("attacked")) << first.output();
    Session second(ExecArgs({"/bin/attack"}), rootfs());
    EXPECT_EQ(second.Wait(), 0) << second.output();
    EXPECT_EQ(first.PendingInput(), 0);
    EXPECT_EQ(second.PendingInput(), 0);
    first.Type("x\n");
    EXPECT_EQ(first.Wait(), 0);
    EXPECT_EQ(first.output().find("pwned\r\npwned"), std::string::npos) << first.output();
    EXPECT_TRUE(first.IsRestored() && second.IsRestored());
  }
}

TEST_F(NsinitTerminal, UnprivilegedUserOwnsItsTerminal) {
  config["user"] = "daemon";
  EXPECT_EQ(Exec({"/bin/sh", "-c", "stat -c '%u' $(tty); echo ok >$(tty)"}).out, "1\r\nok\r\n");
}

}  // namespace
}  // namespace libcontainer::testing
