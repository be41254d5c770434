// Who a process of the container is: user, groups, capabilities.
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <sstream>

#include "fixture.h"

namespace libcontainer::testing {
namespace {

namespace fs = std::filesystem;

using Cve2016_3697 = Advisory;
using Cve2016_8867 = Advisory;
using Cve2019_10144 = Advisory;
using Cve2020_5291 = Advisory;
using Cve2022_2989 = Advisory;
using Cve2022_24769 = Advisory;
using Cve2024_40635 = Advisory;
using Cve2026_30892 = Advisory;
using Shocker = Advisory;
using UserDatabase = Advisory;

std::string Line(const std::string& text, const std::string& begin) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(begin)) return line.substr(begin.size());
  }
  return "";
}

// Real, effective, saved and file system id, as in /proc/self/status.
std::string Four(const std::string& id) { return "\t" + id + "\t" + id + "\t" + id + "\t" + id; }

TEST_F(Cve2016_3697, NumberIsNeverAName) {
  WriteFile(Path("etc/passwd"), "1000:x:0:0::/:/bin/sh\nevil:x::0::/:/bin/sh\nbad:x:abc:0::/:\n");
  WriteFile(Path("etc/group"), "1000:x:0:\n");
  config["user"] = "1000:1000";
  const Outcome outcome = Exec({"/bin/cat", "/proc/self/status"});
  EXPECT_EQ(Line(outcome.out, "Uid:"), Four("1000"));
  EXPECT_EQ(Line(outcome.out, "Gid:"), Four("1000"));
  for (const char* user : {"evil", "bad"}) {
    config["user"] = user;
    EXPECT_EQ(Exec({"/bin/touch", "/ran"}).status, 1) << user;
  }
  EXPECT_FALSE(fs::exists(Path("ran")));
}

TEST_F(Cve2024_40635, IdsDoNotWrapToRoot) {
  for (const char* user :
       {"4294967296", "4294967295", "18446744073709551616", "-1", "0x0", "1 ", " 1", "+0", "00x",
        "1000:4294967296", "1000:-1", "1000:4294967295", "0b0", "1e0", "\xd9\xa0"}) {
    config["user"] = user;
    EXPECT_EQ(Exec({"/bin/touch", "/ran"}).status, 1) << user;
  }
  config["user"] = "2147483648:2147483648";
  EXPECT_EQ(Line(Exec({"/bin/cat", "/proc/self/status"}).out, "Uid:"), Four("2147483648"));
  EXPECT_FALSE(fs::exists(Path("ran")));
}

TEST_F(Cve2026_30892, JoiningUserIsTheOneAskedFor) {
  struct Row {
    const char* user;
    const char* uid;
    const char* gid;
  };
  const Row rows[] = {{"1", "1", "1"},        {"1:2", "1", "2"},         {":2", "0", "2"},
                      {"1:", "1", "1"},       {"4242", "4242", "0"},     {"daemon", "1", "1"},
                      {":team", "0", "2000"}, {"alice:", "1000", "1000"}};
  Child first(ExecArgs({"/bin/cat"}), rootfs());
  ASSERT_TRUE(Eventually([&] { return GetState(rootfs()).has_value(); }));
  for (const Row& row : rows) {
    config["user"] = row.user;
    WriteFile(Path("container.json"), config.dump(1));
    const Outcome outcome = Nsinit({"exec", "/bin/cat", "/proc/self/status"});
    EXPECT_EQ(Line(outcome.out, "Uid:"), Four(row.uid)) << row.user << outcome.err;
    EXPECT_EQ(Line(outcome.out, "Gid:"), Four(row.gid)) << row.user;
    EXPECT_EQ(Line(outcome.out, "CapEff:") == "\t0000000000000000", std::string(row.uid) != "0");
  }
  first.input.reset();
  EXPECT_EQ(first.Wait(), 0);
}

// A file that denies its group everything must not open to a member that leaves the group.
TEST_F(Cve2022_2989, GroupThatIsDeniedStaysDenied) {
  WriteFile(Path("secret"), "secret");
  fs::permissions(Path("secret"), fs::perms(0604));
  ASSERT_EQ(::chown(Path("secret").c_str(), 0, 2000), 0);
  WriteFile(Path("primary"), "secret");
  fs::permissions(Path("primary"), fs::perms(0604));
  ASSERT_EQ(::chown(Path("primary").c_str(), 0, 1000), 0);
  config["user"] = "alice";
  const Outcome outcome = Shell("cat /secret /primary; grep Groups /proc/self/status");
  EXPECT_EQ(outcome.out, "Groups:\t1000 2000 \n") << outcome.err;
  config["user"] = "1000:1000";
  EXPECT_EQ(Shell("cat /primary; grep Groups /proc/self/status").out, "Groups:\t1000 \n");
}

// The supplementary groups of whoever calls nsinit.
TEST_F(Cve2022_2989, GroupsOfTheCallerStayOutside) {
  WriteConfig();
  const Outcome outcome = RunProgram(
      {"setpriv", "--groups", "4,5,6,27,999", NSINIT, "exec", "/bin/id", "-G"}, rootfs());
  EXPECT_EQ(outcome.out, "0\n") << outcome.err;
}

constexpr const char* kNone = "\t0000000000000000";
constexpr const char* kMinimal = "\t00000000880425eb";

TEST_F(Cve2022_24769, InheritableSetIsEmptyAtStartAndJoin) {
  // cap_net_raw in the file's inheritable set; revision 2 of the extended attribute.
  const uint32_t file_capabilities[5] = {0x02000001, 0, 1U << 13, 0, 0};
  fs::copy_file(Path("bin/busybox"), Path("bin/raw"));
  ASSERT_EQ(::setxattr(Path("bin/raw").c_str(), "security.capability", file_capabilities,
                       sizeof file_capabilities, 0),
            0);
  fs::create_directory(Path("raw"));
  fs::rename(Path("bin/raw"), Path("raw/cat"));
  WriteConfig();
  // What the caller could hand down.
  const std::vector<std::string> start = {"setpriv",
                                          "--inh-caps=+net_raw,+sys_admin",
                                          "--ambient-caps=+net_raw,+sys_admin",
                                          NSINIT,
                                          "exec",
                                          "/bin/sh",
                                          "-c",
                                          "cat /proc/self/status; read x"};
  Child first(start, rootfs());
  std::string status(8192, '\0');
  status.resize(static_cast<size_t>(::read(first.output.get(), status.data(), status.size())));
  ASSERT_TRUE(Eventually([&] { return GetState(rootfs()).has_value(); }));
  config["user"] = "1000:1000";
  config["capabilities"].push_back("NET_ADMIN");
  WriteFile(Path("container.json"), config.dump(1));
  const Outcome joined =
      RunProgram({"setpriv", "--inh-caps=+net_raw,+sys_admin", "--ambient-caps=+net_raw,+sys_admin",
                  NSINIT, "exec", "/raw/cat", "/proc/self/status"},
                 rootfs());
  EXPECT_EQ(Line(status, "CapInh:"), kNone);
  EXPECT_EQ(Line(status, "CapAmb:"), kNone);
  EXPECT_EQ(Line(status, "CapPrm:"), kMinimal);
  for (const char* set : {"CapInh:", "CapAmb:", "CapPrm:", "CapEff:"}) {
    EXPECT_EQ(Line(joined.out, set), kNone) << set << joined.err;
  }
  first.input.reset();
  EXPECT_EQ(first.Wait(), 1);
}

TEST_F(Cve2016_8867, OrdinaryUserGetsNoAmbientCapabilities) {
  config["user"] = "1000";
  config["capabilities"] = {"NET_RAW", "SYS_ADMIN"};
  const Outcome outcome = Exec({"/bin/cat", "/proc/self/status"});
  for (const char* set : {"CapInh:", "CapAmb:", "CapPrm:", "CapEff:"}) {
    EXPECT_EQ(Line(outcome.out, set), kNone) << set;
  }
}

// One code path in bubblewrap kept the capabilities: every combination of what leads elsewhere here.
TEST_F(Cve2020_5291, NoCombinationOfOptionsKeepsMore) {
  for (unsigned i = 0; i < 64; ++i) {
    config["tty"] = (i & 1) != 0;
    config["user"] = (i & 2) != 0 ? "daemon" : "";
    config["no_new_privileges"] = (i & 4) != 0;
    config["mount_config"]["no_pivot_root"] = (i & 8) != 0;
    config["namespaces"]["NEWTIME"] = (i & 16) != 0;
    config["namespaces"]["NEWPID"] = (i & 32) == 0;
    const Outcome outcome = Exec({"/bin/grep", "Cap", "/proc/self/status"});
    std::string text = outcome.out;
    std::erase(text, '\r');
    EXPECT_EQ(Line(text, "CapBnd:"), kMinimal) << i << outcome.err;
    EXPECT_EQ(Line(text, "CapInh:"), kNone) << i;
    EXPECT_EQ(Line(text, "CapAmb:"), kNone) << i;
    EXPECT_EQ(Line(text, "CapEff:"), (i & 2) != 0 ? kNone : kMinimal) << i;
  }
}

// rkt's `enter` was confined by nothing.
TEST_F(Cve2019_10144, ProcessThatJoinsIsAsConfinedAsTheFirst) {
  config["no_new_privileges"] = true;
  config["user"] = "daemon";
  constexpr const char* kReport =
      "grep -E '^(Uid|Gid|Groups|Cap|NoNewPrivs|Seccomp:)' /proc/self/status; cat "
      "/proc/self/cgroup /proc/self/attr/current 2>/dev/null; readlink /proc/self/ns/*; echo end";
  Child first(ExecArgs({"/bin/sh", "-c", std::string(kReport) + "; read x"}), rootfs());
  std::string own;
  char buffer[4096];
  while (own.find("end\n") == std::string::npos) {
    const ssize_t count = ::read(first.output.get(), buffer, sizeof buffer);
    ASSERT_GT(count, 0);
    own.append(buffer, static_cast<size_t>(count));
  }
  EXPECT_EQ(Shell(kReport).out, own);
  first.input.reset();
  EXPECT_EQ(first.Wait(), 1);
}

TEST_F(Shocker, NoFileOfTheHostByItsHandle) {
  InstallAttack(HANDLE_ATTACK);
  const TempDir source;
  WriteFile(source.Path("hosts"), "");
  AddMount(Bind(source.Path("hosts"), "/etc/hosts"));
  EXPECT_EQ(Exec({"/bin/attack", "/etc/hosts"}).out, "Operation not permitted\n");
}

TEST_F(UserDatabase, OfTheImageCannotHangOrReadTheHost) {
  config["user"] = "daemon";
  const std::string path = Path("etc/passwd");
  const std::function<void()> plants[] = {
      [&] { fs::create_symlink("/proc/kmsg", path); },
      [&] { fs::create_symlink("/proc/self/environ", path); },
      [&] { EXPECT_EQ(::mkfifo(path.c_str(), 0600), 0); },
      [&] { EXPECT_EQ(::mknod(path.c_str(), S_IFCHR | 0600, 0x105), 0); },  // zero, endless
      [&] {
        WriteFile(path, "daemon:x:1:1:");
        fs::resize_file(path, uintmax_t{1} << 40);
      },
      [&] { fs::create_directory(path); },
      [&] { fs::create_symlink("/etc/passwd", path); }};
  for (const auto& plant : plants) {
    fs::remove(path);
    plant();
    const Outcome outcome = Exec({"/bin/touch", "/ran"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_NE(outcome.err.find("/etc/passwd"), std::string::npos) << outcome.err;
  }
  // Resolved in the image, not on the host.
  fs::remove(path);
  fs::create_symlink("../../../../../../etc/host-passwd", path);
  WriteFile(Path("etc/host-passwd"), "daemon:x:77:78::/:\n");
  EXPECT_EQ(Exec({"/bin/id", "-u"}).out, "77\n");
  EXPECT_FALSE(fs::exists(Path("ran")));
}

}  // namespace
}  // namespace libcontainer::testing
