// What a profile says, compared with what the kernel does.
#include <cerrno>
#include <functional>

#include "security/seccomp_fixture.h"

namespace libcontainer::testing {
namespace {

// Calls that do nothing with arguments of -1, on every architecture.
constexpr const char* kCalls[] = {
    "access",
    "chdir",
    "chmod",
    "chown",
    "close",
    "creat",
    "dup",
    "dup2",
    "dup3",
    "epoll_create1",
    "epoll_ctl",
    "faccessat",
    "fchdir",
    "fchmod",
    "fchmodat",
    "fchown",
    "fchownat",
    "fcntl",
    "fdatasync",
    "fgetxattr",
    "flistxattr",
    "flock",
    "fremovexattr",
    "fsetxattr",
    "fstatfs",
    "fsync",
    "ftruncate",
    "getcwd",
    "getdents64",
    "getitimer",
    "getpgid",
    "getpriority",
    "getrlimit",
    "getrusage",
    "getsid",
    "getxattr",
    "inotify_init1",
    "ioctl",
    "kill",
    "lgetxattr",
    "linkat",
    "link",
    "listxattr",
    "llistxattr",
    "lseek",
    "madvise",
    "mincore",
    "mkdir",
    "mkdirat",
    "mknodat",
    "mlock",
    "munlock",
    "openat",
    "open",
    "pipe2",
    "pread64",
    "prlimit64",
    "pwrite64",
    "readahead",
    "read",
    "readlink",
    "readlinkat",
    "rename",
    "renameat",
    "rmdir",
    "sched_getparam",
    "sched_getaffinity",
    "setpriority",
    "statfs",
    "symlinkat",
    "tgkill",
    "timer_delete",
    "truncate",
    "unlinkat",
    "utimensat",
};
constexpr size_t kCount = std::size(kCalls);
static_assert(kCount >= 60);

constexpr int kFirstErrno = 200;  // of none of the kernel's own errors

class SeccompProfile : public SeccompTest {
 protected:
  // Every third call is allowed, every third fails with an errno of its own, the others have no rule.
  void SetProfileOfThirds(const char* default_action) {
    auto rules = nlohmann::json::array();
    for (size_t i = 0; i < kCount; ++i) {
      if (i % 3 == 0) rules.push_back({{"name", kCalls[i]}, {"action", "SCMP_ACT_ALLOW"}});
      if (i % 3 == 1) {
        rules.push_back({{"name", kCalls[i]},
                         {"action", "errno"},
                         {"errno", kFirstErrno + static_cast<int>(i)}});
      }
    }
    nlohmann::json needed = {
        "execve",          "arch_prctl", "brk",      "exit_group", "fstat",           "futex",
        "getrandom",       "mmap",       "mprotect", "newfstatat", "set_robust_list", "rseq",
        "set_tid_address", "uname",      "write"};
    rules.push_back({{"names", needed}, {"action", "allow"}});
    config["seccomp"] = {{"default_action", default_action},
                         {"architectures", {"SCMP_ARCH_X86"}},
                         {"syscalls", rules}};
  }

  void ExpectThirds(const std::vector<std::string>& words, bool allowed_by_default) {
    config.erase("seccomp");
    const std::vector<int> plain = ErrnosOf(words);
    SetProfileOfThirds(allowed_by_default ? "allow" : "errno");
    // The program's own calls are allowed either way; so are the libraries' ones of a third.
    if (allowed_by_default) EraseAllowRules();
    const std::vector<int> filtered = ErrnosOf(words);
    for (size_t i = 0; i < kCount; ++i) {
      const int by_default = allowed_by_default ? plain[i] : EPERM;
      const int expected = i % 3 == 0   ? plain[i]
                           : i % 3 == 1 ? kFirstErrno + static_cast<int>(i)
                                        : by_default;
      EXPECT_EQ(filtered[i], expected) << kCalls[i];
    }
  }

  void EraseAllowRules() {
    auto& rules = config["seccomp"]["syscalls"];
    nlohmann::json kept = nlohmann::json::array();
    for (const auto& rule : rules) {
      if (rule["action"] == "errno") kept.push_back(rule);
    }
    rules = kept;
  }

  // A profile that allows all but what `rules` say, or refuses it.
  void SetRules(const char* default_action, const nlohmann::json& rules) {
    config["seccomp"] = {{"default_action", default_action}, {"syscalls", rules}};
  }
  // errno 77 where the condition on fcntl's or pread64's arguments holds.
  void SetCondition(const char* name, int index, const char* op, uint64_t value,
                    uint64_t value_two = 0) {
    SetRules(
        "allow",
        {{{"name", name},
          {"action", "errno"},
          {"errno", 77},
          {"args", {{{"index", index}, {"op", op}, {"value", value}, {"value_two", value_two}}}}}});
  }
};

std::vector<std::string> Words(const std::function<std::string(const char*)>& word) {
  std::vector<std::string> words;
  for (const char* name : kCalls) words.push_back(word(name));
  return words;
}

#ifdef __x86_64__
TEST_F(SeccompProfile, EveryCallIsTreatedAsItsRuleSays) {
  ExpectThirds(Words([](const char* name) { return Call(name); }), false);
}

TEST_F(SeccompProfile, EveryCallOfTheI386AbiIsTreatedAsItsRuleSays) {
  ExpectThirds(Words([](const char* name) { return I386(name); }), false);
}

TEST_F(SeccompProfile, DenyListLetsTheRestThrough) {
  ExpectThirds(Words([](const char* name) { return Call(name); }), true);
}

// Where only the host's architecture is listed.
TEST_F(SeccompProfile, CallsOfOtherArchitecturesFailEvenUnderADenyList) {
  SetRules("allow", {{{"name", "mkdir"}, {"action", "errno"}}});
  EXPECT_EQ(ErrnosOf({Call("close"), I386("close"), X32("close"), I386("mkdir"), X32("mkdir")}),
            (std::vector<int>{EBADF, ENOSYS, ENOSYS, ENOSYS, ENOSYS}));
}

TEST_F(SeccompProfile, CallOfAnotherArchitectureEndsTheProcessIfTheDefaultIsToKill) {
  config["seccomp"] =
      nlohmann::json::parse(ReadFile(SOURCE_DIR "/sample_configs/seccomp.json"))["seccomp"];
  config["seccomp"]["default_action"] = "kill_process";
  EXPECT_EQ(Run({Call("close")}).status, 0);
  EXPECT_EQ(Run({I386("close")}).status, 128 + 31);
  EXPECT_EQ(Run({X32("close")}).status, 128 + 31);
}
#endif

// Calls that the profile could not know: programs are to take an older one.
TEST_F(SeccompProfile, CallsNewerThanTheProfileFailWithEnosys) {
  SetProfileOfThirds("errno");
  // Above rseq (334 on x86-64) but below what this kernel has.
  EXPECT_EQ(ErrnosOf({Call("clone3"), Call("openat2"), Call("faccessat2"), "100000"}),
            (std::vector<int>{ENOSYS, ENOSYS, ENOSYS, ENOSYS}));
  config["seccomp"]["syscalls"].push_back({{"name", "openat2"}, {"action", "allow"}});
  EXPECT_EQ(ErrnosOf({Call("clone3"), Call("faccessat2")}), (std::vector<int>{EPERM, ENOSYS}));
}

struct Row {
  const char* op;
  uint64_t value;
  uint64_t value_two;
  std::vector<const char*> match;
  std::vector<const char*> no_match;
};

// An argument of 64 bits: the offset of pread64 (EBADF for descriptor -1).
TEST_F(SeccompProfile, ConditionsOn64Bits) {
  const Row rows[] = {
      {"eq", 5, 0, {"5"}, {"4", "6", "0x100000005"}},
      {"ne", 5, 0, {"4", "6", "0x100000005"}, {"5"}},
      {"lt", 0x100000000, 0, {"0", "0xffffffff"}, {"0x100000000", "0x200000000"}},
      {"le", 0x100000000, 0, {"0", "0x100000000"}, {"0x100000001", "0x200000000"}},
      {"gt", 0x100000000, 0, {"0x100000001", "0x200000000"}, {"0", "0x100000000"}},
      {"SCMP_CMP_GE", 0x100000000, 0, {"0x100000000", "0x200000000"}, {"0", "0xffffffff"}},
      {"masked_eq",
       0xf0f0f0f0f0,
       0x5050505050,
       {"0x5050505050", "0xf5f5f5f5f5f"},
       {"0x5050505040", "0x50505050", "0x6050505050"}},
  };
  for (const Row& row : rows) {
    SetCondition("pread64", 3, row.op, row.value, row.value_two);
    for (const char* offset : row.match) {
      EXPECT_EQ(ErrnoOf(Call("pread64", std::string("-1,0,0,") + offset)), 77)
          << row.op << " " << offset;
    }
    for (const char* offset : row.no_match) {
      EXPECT_EQ(ErrnoOf(Call("pread64", std::string("-1,0,0,") + offset)), EBADF)
          << row.op << " " << offset;
    }
  }
}

// CVE-2019-10063: the kernel ignores the upper half of fcntl's command, and so must a condition.
TEST_F(SeccompProfile, ConditionsOn32BitsIgnoreTheUpperHalf) {
  const Row rows[] = {
      {"eq", 5, 0, {"5", "0x100000005", "0xffffffff00000005"}, {"4", "6", "0x500000004"}},
      {"eq", 0x700000005, 0, {"5", "0x100000005"}, {"7"}},
      {"ne", 5, 0, {"4", "0x100000004", "0"}, {"5", "0x100000005"}},
      {"lt", 5, 0, {"4", "0x100000004", "0"}, {"5", "6", "0x100000005", "0xffffffff"}},
      {"le", 5, 0, {"5", "0x100000005", "0"}, {"6", "0x100000006", "0x80000000"}},
      {"gt", 5, 0, {"6", "0x100000006", "0xffffffff"}, {"5", "4", "0x100000005", "0x100000000"}},
      {"ge", 5, 0, {"5", "0x100000005", "0xffffffff"}, {"4", "0", "0x100000004"}},
      {"masked_eq", 0xf0, 0x50, {"0x51", "0x100000f5f"}, {"0x41", "0x5000000000"}},
  };
  for (const Row& row : rows) {
    SetCondition("fcntl", 1, row.op, row.value, row.value_two);
    for (const char* command : row.match) {
      EXPECT_EQ(ErrnoOf(Call("fcntl", std::string("-1,") + command)), 77)
          << row.op << " " << command;
    }
    for (const char* command : row.no_match) {
      EXPECT_EQ(ErrnoOf(Call("fcntl", std::string("-1,") + command)), EBADF)
          << row.op << " " << command;
    }
  }
}

TEST_F(SeccompProfile, ConditionsOfARuleMustAllHoldAndRulesAreAlternatives) {
  const auto rule = [](int first, int second) {
    return nlohmann::json{{"name", "kcmp"},
                          {"action", "errno"},
                          {"errno", 77},
                          {"args",
                           {{{"index", 0}, {"op", "eq"}, {"value", first}},
                            {{"index", 1}, {"op", "eq"}, {"value", second}}}}};
  };
  SetRules("allow", {rule(1, 2), rule(3, 4)});
  const int plain = ErrnoOf(Call("kcmp", "9,9,-1"));
  EXPECT_NE(plain, 77);
  EXPECT_EQ(ErrnosOf({Call("kcmp", "1,2,-1"), Call("kcmp", "3,4,-1"), Call("kcmp", "1,4,-1"),
                      Call("kcmp", "3,2,-1")})[0],
            77);
  const std::vector<int> errnos =
      ErrnosOf({Call("kcmp", "3,4,-1"), Call("kcmp", "8,4,-1"), Call("kcmp", "3,8,-1")});
  EXPECT_EQ(errnos, (std::vector<int>{77, plain, plain}));
}

// Two rules for one call with different actions, which exclude each other.
TEST_F(SeccompProfile, RulesOfOneCallMayHaveDifferentActions) {
  SetRules("allow", nlohmann::json::parse(R"([
    {"name":"kcmp","action":"errno","errno":77,"args":[{"index":0,"op":"eq","value":1}]},
    {"name":"kcmp","action":"errno","errno":78,"args":[{"index":0,"op":"eq","value":2}]}])"));
  EXPECT_EQ(ErrnosOf({Call("kcmp", "1,2"), Call("kcmp", "2,2")}), (std::vector<int>{77, 78}));
}

}  // namespace
}  // namespace libcontainer::testing
