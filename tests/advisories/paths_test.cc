// Links and paths in the image that lead to the host.
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "fixture.h"

namespace libcontainer::testing {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

using Cve2014_5282 = Advisory;
using Cve2014_6407 = Advisory;
using Cve2014_6408 = Advisory;
using Cve2014_9357 = Advisory;
using Cve2015_1331 = Advisory;
using Cve2015_1335 = Advisory;
using Cve2015_3627 = Advisory;
using Cve2015_3629 = Advisory;
using Cve2019_12439 = Advisory;
using Cve2025_24965 = Advisory;
using Cve2026_41579 = Advisory;
using Cve2026_87766 = Advisory;
using DevicePaths = Advisory;

TEST_F(Cve2014_5282, NamesThatArePathsAreRefused) {
  const TempDir canary;
  WriteFile(canary.Path("tasks"), "canary");
  const std::string names[] = {"",
                               ".",
                               "..",
                               "/",
                               "../x",
                               "a/b",
                               "../../../../../../.." + canary.path(),
                               "a\nb",
                               std::string(1025, 'x'),
                               std::string("a\0b", 3)};
  for (const std::string& name : names) {
    config["cgroups"]["name"] = name;
    EXPECT_EQ(Exec({"/bin/touch", "/ran"}).status, 1) << name;
  }
  config["cgroups"]["name"] = group();
  for (const std::string& parent :
       {std::string("../../.."), std::string("/"), std::string("a/../b"),
        "../../../../../../.." + canary.path(), std::string("a//b")}) {
    config["cgroups"]["parent"] = parent;
    EXPECT_EQ(Exec({"/bin/touch", "/ran"}).status, 1) << parent;
  }
  EXPECT_FALSE(fs::exists(Path("ran")));
  EXPECT_EQ(ReadFile(canary.Path("tasks")), "canary");
  EXPECT_EQ(std::distance(fs::directory_iterator(canary.path()), {}), 1);
}

TEST_F(Cve2014_6407, LinksOfTheImageStayInIt) {
  const TempDir source;
  const TempDir canary;
  const std::string deep = canary.Path("deep");
  fs::create_directories(deep);
  fs::create_directory_symlink(deep, Path("absolute"));
  fs::create_directory_symlink("../../../../../../../.." + deep, Path("relative"));
  fs::create_directory_symlink("absolute", Path("chain"));
  fs::create_directory_symlink("/proc/1/root" + deep, Path("magic"));
  for (const char* destination : {"/absolute/x", "/relative/x", "/chain/y", "/magic/x",
                                  "/../../absolute/z", "/tmp/../../../relative/z"}) {
    config["mount_config"]["mounts"] = json::array({Bind(source.path(), destination, true)});
    Exec({"/bin/true"});
    EXPECT_TRUE(fs::is_empty(deep)) << destination;
  }
}

// Where the image's own container.json is not the one that counts, nothing in it does.
TEST_F(Cve2014_6408, ConfigurationInTheImageIsIgnored) {
  const TempDir data;
  WriteFile(data.Path("container.json"), config.dump());
  json evil = config;
  evil["capabilities"] = {"SYS_ADMIN"};
  evil["hostname"] = "evil";
  evil["mount_config"]["mounts"] = json::array({Bind("/", "/host", true)});
  for (const char* name : {"container.json", ".container.json", "config.json"}) {
    WriteFile(Path(name), evil.dump());
  }
  WriteFile(Path("state.json"), "{\"init_pid\":1,\"init_start_time\":\"1\"}\n");
  const Outcome outcome = Nsinit({"--data-path", data.path(), "exec", "/bin/sh", "-c",
                                  "hostname; grep CapBnd /proc/self/status; ls /host 2>/dev/null"});
  EXPECT_EQ(outcome.out, "koye\nCapBnd:\t00000000880425eb\n") << outcome.err;
  fs::remove(Path("state.json"));
}

// Everything in the image that could be taken for a helper of the runtime is a trap.
TEST_F(Cve2014_9357, FirstProgramOfTheImageIsTheCommand) {
  for (const char* name : {"xz", "unxz", "tar", "modprobe", "iptables", "nsinit", "init",
                           "libcontainer-init", "apparmor_parser", "ldconfig"}) {
    for (const char* directory : {"bin", "."}) {
      WriteFile(Path(std::string(directory) + "/" + name), "#!/bin/sh\ntouch /pwned\n");
      fs::permissions(Path(std::string(directory) + "/" + name), fs::perms(0755));
    }
  }
  fs::create_directories(Path("lib"));
  WriteFile(Path("lib/libnss_files.so.2"), "trap");
  config["user"] = "daemon";
  EXPECT_EQ(Exec({"/bin/echo", "ok"}).out, "ok\n");
  EXPECT_FALSE(fs::exists(Path("pwned")));
}

// Locks and records in a directory that others have prepared.
TEST_F(Cve2015_1331, RecordsInAForeignDirectoryAreRefused) {
  const TempDir canary;
  const std::function<void()> plants[] = {
      [&] { fs::create_directory_symlink(canary.path(), "/run/libcontainer"); },
      [&] { fs::create_symlink("/nowhere", "/run/libcontainer"); },
      [&] { WriteFile("/run/libcontainer", "file"); },
      [&] {
        fs::create_directory("/run/libcontainer");
        fs::permissions("/run/libcontainer", fs::perms(0777));
      },
      [&] {
        fs::create_directory("/run/libcontainer");
        fs::permissions("/run/libcontainer", fs::perms(0700));
        ASSERT_EQ(::chown("/run/libcontainer", 1000, 1000), 0);
      }};
  for (const auto& plant : plants) {
    InPrivateMounts([&] {
      ASSERT_EQ(::mount("tmpfs", "/run", "tmpfs", 0, nullptr), 0);
      plant();
      const Outcome outcome = Exec({"/bin/touch", "/ran"});
      EXPECT_EQ(outcome.status, 1);
      EXPECT_NE(outcome.err.find("/run/libcontainer"), std::string::npos) << outcome.err;
    });
  }
  ExpectEmpty(canary);
  EXPECT_FALSE(fs::exists(Path("ran")));
}

// CVE-2019-19921, CVE-2023-27561, CVE-2025-54867 are the same: /proc or /sys of the image is a link.
TEST_F(Cve2015_1335, MountPointsOfTheSystemMustBeDirectories) {
  for (const std::string name : {"proc", "sys", "dev"}) {
    const TempDir canary;
    const std::string within = Path("tmp/evil-" + name);
    fs::create_directory(within);
    for (const std::string& target :
         {canary.path(), "../../../../../.." + canary.path(), "/tmp/evil-" + name,
          "tmp/evil-" + name, std::string("."), std::string("/nowhere")}) {
      fs::remove_all(Path(name));
      fs::create_symlink(target, Path(name));
      EXPECT_EQ(Exec({"/bin/touch", "/ran"}).status, 1) << name << " -> " << target;
    }
    fs::remove(Path(name));
    WriteFile(Path(name), "file");
    EXPECT_EQ(Exec({"/bin/touch", "/ran"}).status, 1) << name << " is a file";
    fs::remove(Path(name));
    ExpectEmpty(canary);
    EXPECT_TRUE(fs::is_empty(within));
  }
  EXPECT_FALSE(fs::exists(Path("ran")));
}

TEST_F(Cve2015_3627, StandardStreamsAreNotTheImagesNull) {
  const TempDir canary;
  WriteFile(canary.Path("shadow"), "secret");
  fs::create_directory(Path("dev"));
  fs::create_symlink(canary.Path("shadow"), Path("dev/null"));
  WriteConfig();
  const Outcome outcome = RunProgram(
      {"bash", "-c", "exec " NSINIT " exec /bin/sh -c 'cat; echo x >/dev/null' <&-"}, rootfs());
  EXPECT_EQ(outcome.out, "") << outcome.err;
  EXPECT_EQ(ReadFile(canary.Path("shadow")), "secret");
}

// A volume that has a link where the next one is to be mounted; twice, as after a restart.
TEST_F(Cve2015_3629, VolumeWithALinkUnderTheNextOne) {
  const TempDir volume;
  const TempDir source;
  const TempDir canary;
  fs::create_directory_symlink(canary.path(), volume.Path("b"));
  fs::create_directory_symlink("../../../../../../.." + canary.path(), volume.Path("c"));
  AddMount(Bind(volume.path(), "/a", true));
  AddMount(Bind(source.path(), "/a/b", true));
  AddMount(Bind(source.path(), "/a/c/new", true));
  for (int i = 0; i < 2; ++i) {
    const Outcome outcome = Exec({"/bin/grep", "-c", source.path(), "/proc/self/mountinfo"});
    EXPECT_EQ(outcome.out, "2\n") << "both are mounted in the root: " << outcome.err;
    ExpectEmpty(canary);
  }
}

TEST_F(Cve2019_12439, NothingInTmpCanBeGuessed) {
  const TempDir empty;
  InPrivateMounts([&] {
    ASSERT_EQ(::mount(rootfs().c_str(), "/mnt", nullptr, MS_BIND, nullptr), 0);
    ASSERT_EQ(::mount("tmpfs", "/tmp", "tmpfs", 0, nullptr), 0);
    WriteFile("/mnt/container.json", config.dump());
    const UniqueFd watched(::open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    struct stat before {};
    struct stat after {};
    ASSERT_EQ(::fstat(watched.get(), &before), 0);
    EXPECT_EQ(RunProgram({NSINIT, "exec", "/bin/echo", "ok"}, "/mnt").out, "ok\n");
    ASSERT_EQ(::fstat(watched.get(), &after), 0);
    EXPECT_EQ(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec) << "no file was made there";
    EXPECT_EQ(before.st_mtim.tv_sec, after.st_mtim.tv_sec);
  });
}

// Every file that nsinit writes in the rootfs, planted as a link to the host.
TEST_F(Cve2025_24965, FilesWrittenInTheImageFollowNoLink) {
  const TempDir canary;
  WriteFile(canary.Path("victim"), "canary");
  for (const std::string& target : {canary.Path("victim"), canary.Path("new")}) {
    fs::remove(Path("state.json"));
    fs::create_symlink(target, Path("state.json"));
    EXPECT_EQ(Exec({"/bin/true"}).status, 0);
  }
  WriteConfig();
  fs::rename(Path("container.json"), canary.Path("container.json"));
  fs::create_symlink(canary.Path("container.json"), Path("container.json"));
  EXPECT_EQ(Nsinit({"exec", "/bin/sh", "-c", "echo {} >/container.json"}).status, 1);
  EXPECT_EQ(ReadFile(canary.Path("container.json")), config.dump(1));
  EXPECT_EQ(ReadFile(canary.Path("victim")), "canary");
  EXPECT_FALSE(fs::exists(canary.Path("new")));
}

// CVE-2026-47766 is the same.
TEST_F(Cve2026_41579, DevOfTheImageIsNotPopulated) {
  const TempDir canary;
  WriteFile(canary.Path("ptmx"), "marker");
  for (const std::string& target : {canary.path(), "../../../../../.." + canary.path()}) {
    fs::remove_all(Path("dev"));
    fs::create_directory_symlink(target, Path("dev"));
    config["tty"] = true;
    EXPECT_EQ(Exec({"/bin/true"}).status, 1);
  }
  fs::remove(Path("dev"));
  AddMount(Bind(canary.path(), "/dev", true));
  Exec({"/bin/true"});
  EXPECT_EQ(ReadFile(canary.Path("ptmx")), "marker");
  EXPECT_EQ(std::distance(fs::directory_iterator(canary.path()), {}), 1);
}

TEST_F(Cve2026_87766, ParentThatIsALinkToTheOldRoot) {
  const TempDir canary;
  const TempDir source;
  WriteFile(source.Path("file"), "");
  for (const std::string& target : {"/oldroot" + canary.path(), "/proc/1/root" + canary.path(),
                                    "/proc/self/cwd/../../" + canary.path(), "/.." + canary.path(),
                                    "/.pivot_root" + canary.path()}) {
    fs::remove_all(Path("d"));
    fs::create_directory_symlink(target, Path("d"));
    config["mount_config"]["mounts"] =
        json::array({Bind(source.path(), "/d/x"), Bind(source.Path("file"), "/d/y")});
    Exec({"/bin/true"});
    ExpectEmpty(canary);
  }
}

TEST_F(DevicePaths, NodesAreMadeInTheRootAlone) {
  const TempDir canary;
  fs::create_directory_symlink(canary.path(), Path("link"));
  fs::create_directory_symlink("/dev", Path("dev-link"));
  const json node = {{"type", 99}, {"major_number", 1}, {"minor_number", 3}, {"file_mode", 438}};
  for (const std::string& path :
       {std::string("/link/null"), "/.." + canary.path(),
        "/dev/../../../../.." + canary.path() + "/null", std::string("/dev/./../link/x"),
        std::string("//link/y"), std::string("/dev/pts/../../link/z")}) {
    json planted = node;
    planted["path"] = path;
    config["mount_config"]["device_nodes"] = json::array({planted});
    Exec({"/bin/true"});
    ExpectEmpty(canary);
  }
  // A node of the image that is there already is taken for no other.
  ASSERT_EQ(::mknod(Path("tmp/null").c_str(), S_IFCHR | 0666, ::makedev(1, 1)), 0);
  json planted = node;
  planted["path"] = "/tmp/null";
  config["mount_config"]["device_nodes"] = json::array({planted});
  EXPECT_EQ(Exec({"/bin/true"}).status, 1);
}

// An image may hold any device node, and root of the container may make one (CAP_MKNOD): the kernel's
// log, whose file nobody needs a capability to open for writing.
TEST_F(DevicePaths, NodeOfTheImageOpensNoDeviceOfTheHost) {
  ASSERT_EQ(::mknod(Path("image").c_str(), S_IFCHR | 0666, ::makedev(1, 11)), 0);
  constexpr const char* kScript =
      "rm -f /tmp/made; mknod /tmp/made c 1 11; "
      "for f in /image /tmp/made; do (: >>$f) 2>/dev/null && echo opened $f; done; true";
  EXPECT_EQ(Shell(kScript).out, "");
  config["cgroups"]["allow_all_devices"] = true;
  EXPECT_EQ(Shell(kScript).out, "opened /image\nopened /tmp/made\n") << "the attack itself works";
}

}  // namespace
}  // namespace libcontainer::testing
