#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "config/problems.h"
#include "libcontainer/config.h"

namespace libcontainer {
namespace {

using testing::BadKeys;
using testing::BadKeysWith;
using testing::ValidateRow;
using Strings = std::vector<std::string>;

TEST(ConfigValidateMounts, Mounts) {
  const std::string bind = R"("type":"bind","source":"/s",)";
  const ValidateRow rows[] = {
      {bind + R"("destination":"/data","writable":true,"private":true)", ""},
      {bind + R"("destination":"/procfs")", ""},
      {bind + R"("destination":"/dev/x")", ""},
      {bind + R"("destination":"data")", "destination"},
      {bind + R"("destination":"")", "destination"},
      {bind + R"("destination":"/")", "destination"},
      {bind + R"("destination":"/x/..//.")", "destination"},
      {bind + R"("destination":"/a\u0000")", "destination"},
      {bind + R"("destination":"/data","options":["ro"])", "options"},
      {R"("type":"bind","source":"s","destination":"/d")", "source"},
      {R"("type":"bind","destination":"/d")", "source"},
      {R"("type":"bind","source":"/s\u0000","destination":"/d")", "source"},
      {R"("type":"tmpfs","destination":"/tmp","options":["size=64m","nosuid"])", ""},
      {R"("type":"tmpfs","destination":"/tmp","options":[""])", "options"},
      {R"("type":"tmpfs","destination":"/tmp","options":["a\u0000"])", "options"},
      {R"("type":"tmpfs","source":"\u0000","destination":"/tmp")", "source"},
      {R"("type":"proc","destination":"/proc")", ""},
      {R"("type":"proc","destination":"/x")", "destination"},
      {R"("type":"sysfs","destination":"/sys")", ""},
      {R"("type":"sysfs","destination":"/proc/sys")", "destination"},
      {R"("type":"devpts","destination":"/dev/pts")", ""},
      {R"("type":"mqueue","destination":"/dev/mqueue")", ""},
      {R"("type":"mqueue","destination":"/proc/self")", "destination"},
      {R"("type":"cgroup","destination":"/sys/fs/cgroup")", ""},
      {R"("type":"nfs","destination":"/n")", "type"},
      {R"("destination":"/n")", "type"},
      {R"("type":"Bind","destination":"/n")", "type"},
  };
  for (const ValidateRow& row : rows) {
    const Strings expected =
        row.bad_key.empty() ? Strings{} : Strings{"mount_config.mounts[0]." + row.bad_key};
    EXPECT_EQ(BadKeysWith(R"("mount_config":{"mounts":[{)" + row.members + "}]}"), expected)
        << row.members;
  }
}

TEST(ConfigValidateMounts, NothingOfTheImageCoversProcOrSys) {
  for (const std::string destination :
       {"/proc", "/proc/", "//proc", "/proc/self/attr", "/./proc/x", "/data/../proc/1", "/../proc",
        "/sys", "/sys/fs/cgroup", "/a/b/../../sys"}) {
    for (const std::string type : {"bind", "tmpfs"}) {
      Config config;
      config.namespaces = {{"NEWNS", true}};
      config.mount_config.emplace().mounts = {
          {.type = type, .source = type == "bind" ? "/s" : "", .destination = destination}};
      EXPECT_EQ(BadKeys(config), Strings{"mount_config.mounts[0].destination"})
          << type << " " << destination;
    }
  }
}

TEST(ConfigValidateMounts, HazardM3_NodePathStaysInTheRoot) {
  const auto keys = [](const std::string& path) {
    return BadKeysWith(R"("mount_config":{"device_nodes":[{"type":99,"path":")" + path + "\"}]}");
  };
  for (const std::string path : {"/dev/null", "/dev/a/b", "/dev/..x", "/x"}) {
    EXPECT_EQ(keys(path), Strings{}) << path;
  }
  for (const std::string path : {"/../victim/x", "/dev/../../x", "/dev/..", "..", "dev/null", "",
                                 "/", "/dev/", "/dev/.", "/dev/a\\u0000"}) {
    EXPECT_EQ(keys(path), Strings{"mount_config.device_nodes[0].path"}) << path;
  }
}

TEST(ConfigValidateMounts, DeviceNodes) {
  const ValidateRow rows[] = {
      {R"("type":"b","major_number":4095,"minor_number":1048575,"file_mode":4095)", ""},
      {R"("type":97)", "type"},
      {R"("type":99,"major_number":-1)", "major_number"},
      {R"("type":99,"major_number":4096)", "major_number"},
      {R"("type":99,"minor_number":-1)", "minor_number"},
      {R"("type":99,"minor_number":1048576)", "minor_number"},
      {R"("type":99,"file_mode":438)", ""},
      {R"("type":99,"file_mode":8630)", ""},            // S_IFCHR | 0666
      {R"("type":99,"file_mode":25014)", "file_mode"},  // S_IFBLK | 0666
      {R"("type":98,"file_mode":25014)", ""},
      {R"("type":99,"file_mode":65974)", "file_mode"},
      {R"("type":99,"file_mode":4294967295)", "file_mode"},
  };
  for (const ValidateRow& row : rows) {
    const Strings expected =
        row.bad_key.empty() ? Strings{} : Strings{"mount_config.device_nodes[0]." + row.bad_key};
    EXPECT_EQ(
        BadKeysWith(R"("mount_config":{"device_nodes":[{"path":"/dev/x",)" + row.members + "}]}"),
        expected)
        << row.members;
  }
}

}  // namespace
}  // namespace libcontainer
