// What each action does, and how a filter is put in place.
#include <fcntl.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sys/ioctl.h>

#include <cerrno>
#include <future>
#include <thread>

#include "libcontainer/error.h"
#include "libcontainer/namespaces/exec.h"
#include "libcontainer/state.h"
#include "security/seccomp_fixture.h"

namespace libcontainer::testing {
namespace {

constexpr int kKilled = 128 + SIGSYS;

class SeccompAction : public SeccompTest {
 protected:
  // An allow list with one more rule.
  void SetAction(const std::string& name, const std::string& action) {
    config["seccomp"] = {{"default_action", "SCMP_ACT_ALLOW"},
                         {"syscalls", {{{"name", name}, {"action", action}}}}};
  }
  void SetErrno(int error) { config["seccomp"]["syscalls"][0]["errno"] = error; }
};

TEST_F(SeccompAction, ErrnoIsEpermOrAsGiven) {
  SetAction("getpgid", "SCMP_ACT_ERRNO");
  EXPECT_EQ(ErrnoOf(Call("getpgid")), EPERM);
  SetErrno(EHWPOISON);
  EXPECT_EQ(ErrnoOf(Call("getpgid")), EHWPOISON);
  SetErrno(0);
  EXPECT_EQ(ErrnoOf(Call("getpgid")), 0) << "left undone, with success";
}

TEST_F(SeccompAction, KillProcessEndsAllThreadsAndCannotBeCaught) {
  SetAction("getpgid", "kill_process");
  EXPECT_EQ(Run({"catch", Call("getpgid")}).status, kKilled);
  EXPECT_EQ(Run({"thread", Call("getpgid")}).status, kKilled);
}

TEST_F(SeccompAction, KillThreadEndsThatThread) {
  for (const char* action : {"kill_thread", "kill", "SCMP_ACT_KILL"}) {
    SetAction("getpgid", action);
    const Outcome outcome = Run({"thread", Call("getpgid")});
    EXPECT_EQ(outcome.out, "first lives\n") << action;
  }
}

TEST_F(SeccompAction, TrapSendsSigsys) {
  SetAction("getpgid", "trap");
  EXPECT_EQ(Run({Call("getpgid")}).status, kKilled);
  EXPECT_EQ(Run({"catch", Call("getpgid")}).status, 7);
}

TEST_F(SeccompAction, TraceWithoutTracerIsEnosys) {
  SetAction("getpgid", "trace");
  EXPECT_EQ(ErrnoOf(Call("getpgid", "0")), ENOSYS);
}

TEST_F(SeccompAction, LogAndAllowLetThrough) {
  SetAction("getpgid", "log");
  EXPECT_EQ(ErrnosOf({Call("getpgid", "0"), Call("getpgid", "-5")}), (std::vector<int>{0, ESRCH}));
  SetAction("getpgid", "allow");
  EXPECT_EQ(ErrnoOf(Call("getpgid", "0")), 0);
}

TEST_F(SeccompAction, NsinitRefusesToNotifyNobody) {
  SetAction("getpgid", "notify");
  const Outcome outcome = Run({Call("getpgid")});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.err,
            "nsinit: exec: use, as nobody would answer, seccomp action notify: "
            "Operation not supported\n");
}

// Answers every notified call with `error`, until no process has the filter any more.
int AnswerAll(UniqueFd listener, int error) {
  int answered = 0;
  for (;;) {
    pollfd fd{listener.get(), POLLIN, 0};
    if (::poll(&fd, 1, 10000) != 1 || (fd.revents & POLLIN) == 0) return answered;
    seccomp_notif request{};
    if (::ioctl(listener.get(), SECCOMP_IOCTL_NOTIF_RECV, &request) != 0) continue;
    seccomp_notif_resp response{request.id, 0, -error, 0};
    if (error == 0) response.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    if (::ioctl(listener.get(), SECCOMP_IOCTL_NOTIF_SEND, &response) == 0) ++answered;
  }
}

class SeccompNotify : public SeccompAction {
 protected:
  // Runs one getpgid whose notification is answered with `error`; returns what it printed.
  std::string RunAnswered(int error) {
    int pipe[2];
    EXPECT_EQ(::pipe2(pipe, O_CLOEXEC), 0);
    const UniqueFd read(pipe[0]);
    UniqueFd write(pipe[1]);
    const UniqueFd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    const auto terminal = namespaces::NewTerminal(null.get(), write.get(), STDERR_FILENO, false);
    namespaces::StartOptions options;
    options.rootfs = rootfs();
    options.args = {"/bin/system_calls", Call("getpgid", "0")};
    options.seccomp_listener = [&](UniqueFd listener) {
      answers_ = std::async(std::launch::async, AnswerAll, std::move(listener), error);
    };
    EXPECT_EQ(namespaces::Exec(DecodeConfig(config.dump(), nullptr), *terminal, options), 0);
    write.reset();
    char text[64] = {};
    EXPECT_GT(::read(read.get(), text, sizeof text - 1), 0);
    return text;
  }
  std::future<int> answers_;
};

TEST_F(SeccompNotify, CallerAnswers) {
  SetAction("getpgid", "SCMP_ACT_NOTIFY");
  EXPECT_EQ(RunAnswered(EHWPOISON), std::to_string(EHWPOISON) + "\n");
  EXPECT_EQ(answers_.get(), 1);
}

TEST_F(SeccompNotify, ExecveItselfCanBeNotified) {
  SetAction("execve", "notify");
  config["seccomp"]["syscalls"].push_back({{"name", "getpgid"}, {"action", "notify"}});
  EXPECT_EQ(RunAnswered(0), "0\n");
  EXPECT_EQ(answers_.get(), 2);
}

class SeccompInstall : public SeccompTest {
 protected:
  void AllowOnly(const nlohmann::json& names) {
    config["seccomp"] = {{"default_action", "errno"},
                         {"syscalls", {{{"names", names}, {"action", "allow"}}}}};
  }
};

// Nothing but execve is needed of a profile, whoever the user is: the filter comes last.
TEST_F(SeccompInstall, ProfileNeedsToAllowNothingButExecve) {
  for (const char* user : {"", "alice"}) {
    for (const bool no_new_privileges : {false, true}) {
      config["user"] = user;
      config["no_new_privileges"] = no_new_privileges;
      AllowOnly({"execve", "write", "exit_group", "mmap", "mprotect", "brk", "arch_prctl"});
      EXPECT_EQ(Exec({"/bin/echo", "done"}).out, "done\n") << user << no_new_privileges;
    }
  }
}

// The kernel clears that signal where execve(2) gives capabilities; here it takes one away.
TEST_F(SeccompInstall, HazardP14_FilteredContainerDiesWithNsinit) {
  for (const char* user : {"", "alice"}) {
    config["user"] = user;
    config["seccomp"] = {{"default_action", "allow"}};
    Child nsinit(ExecArgs({"/bin/sh", "-c", "echo; exec sleep 100"}), rootfs());
    char newline = 0;
    ASSERT_EQ(::read(nsinit.output.get(), &newline, 1), 1);
    ASSERT_TRUE(Eventually([&] { return GetState(rootfs()).has_value(); }));
    const pid_t pid = GetState(rootfs())->init_pid;
    ::kill(nsinit.pid(), SIGKILL);
    EXPECT_TRUE(Eventually([&] { return !ProcessLives(pid); })) << user;
    EXPECT_EQ(Nsinit({"clean"}).status, 0);
  }
}

TEST_F(SeccompInstall, FailureToExecuteIsReportedUnderTheFilter) {
  for (const char* end : {"exit_group", "sendmsg"}) {
    AllowOnly({"execve", "sendmsg", end});
    const Outcome outcome = Exec({"/bin/nope"});
    EXPECT_EQ(outcome.status, 127);
    EXPECT_EQ(outcome.err, "nsinit: exec: exec: execute /bin/nope: No such file or directory\n");
  }
}

// Not even a report is possible then, nor perhaps an end in order.
TEST_F(SeccompInstall, FailureToExecuteEndsTheInitWhateverTheFilterRefuses) {
  AllowOnly({"execve", "exit_group"});
  EXPECT_EQ(Exec({"/bin/nope"}).status, 127);
  EXPECT_EQ(Exec({"/etc/passwd"}).status, 126);
  AllowOnly({"execve"});
  EXPECT_GT(Exec({"/bin/nope"}).status, 128) << "ended by a fault";
}

TEST_F(SeccompInstall, ExecveThatAConditionRefusesIsAnError) {
  config["seccomp"] = nlohmann::json::parse(R"({"default_action": "allow", "syscalls": [
    {"name": "execve", "action": "errno", "errno": 13,
     "args": [{"index": 0, "op": "ne", "value": 0}]}]})");
  const Outcome outcome = Exec({"/bin/true"});
  EXPECT_EQ(outcome.status, 126);
  EXPECT_EQ(outcome.err, "nsinit: exec: exec: execute /bin/true: Permission denied\n");
}

TEST_F(SeccompInstall, UnknownSyscallsAreWarnedOfOnce) {
  AllowOnly({"execve", "mkdirr", "write", "exit_group", "mmap", "mprotect", "brk", "arch_prctl"});
  config["seccomp"]["syscalls"].push_back({{"name", "mkdirr"}, {"action", "allow"}});
  const Outcome outcome = Exec({"/bin/true"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(
      outcome.err,
      "nsinit: container.json: seccomp: no rule made for \"mkdirr\", which libseccomp does not "
      "know (did you mean \"mkdir\"?)\n");
}

}  // namespace
}  // namespace libcontainer::testing
