#include "sync_pipe.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

#include "libcontainer/error.h"

namespace libcontainer::namespaces {
namespace {

StartMessage FullMessage() {
  StartMessage message;
  Config& config = message.config;
  config.mount_config.emplace();
  config.mount_config->readonly_fs = true;
  config.mount_config->mounts = {{"bind", "/a", "/b", true, true, {}},
                                 {"tmpfs", "", "/t", false, false, {"size=1m", "ro"}}};
  config.mount_config->device_nodes = {{'c', "/dev/null", 1, 3, "", 0666},
                                       {'b', "/dev/x", 4095, 1048575, "", 0}};
  config.hostname = std::string("with\0zero", 9);
  config.user = "1:2";
  config.working_dir = "/w";
  config.environment = {"A=1", "B="};
  config.tty = true;
  config.namespaces = {{"NEWNS", true}, {"NEWPID", false}};
  config.capabilities = {"KILL"};
  config.networks = {{"loopback", "/n", "b", "v", "127.0.0.1/8", "g", -5, "name"}};
  config.routes = {{"10.0.0.0/8", "10.0.0.2/8", "10.0.0.1", "eth0"}};
  config.restrict_sys = true;
  config.rlimits = {{"RLIMIT_CORE", 0, UINT64_MAX}};
  config.no_new_privileges = true;
  config.umask = 0;
  config.sysctl = {{"net.x", "1"}, {"kernel.y", ""}};
  config.mask_paths = {"/m"};
  config.readonly_paths = {"/r"};
  config.additional_groups = {"g"};
  message.rootfs = {"/rootfs", 1, 2, {"state.json"}};
  message.contexts = {{}, {{"veth", "eth0"}}};
  message.args = {"/bin/true", "", "x y"};
  return message;
}

TEST(SyncPipe, EveryFieldOfTheStartMessageArrives) {
  SyncPipePair pipe = NewSyncPipe();
  StartMessage sent = FullMessage();
  pipe.parent.SendMessage(MessageKind::kStart, sent);
  const auto frame = pipe.child.Receive();
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->kind, MessageKind::kStart);
  const auto received = Decode<StartMessage>(frame->body);
  EXPECT_EQ(received.config, sent.config);
  EXPECT_EQ(received.rootfs.path, "/rootfs");
  EXPECT_EQ(received.rootfs.inode, 2U);
  EXPECT_EQ(received.rootfs.protected_files, sent.rootfs.protected_files);
  EXPECT_EQ(received.contexts, sent.contexts);
  EXPECT_EQ(received.args, sent.args);
}

TEST(SyncPipe, LargeMessageArrivesWhole) {
  SyncPipePair pipe = NewSyncPipe();
  const std::string body(5 << 20, 'x');
  std::thread writer([&] { pipe.parent.Send(MessageKind::kStart, body); });
  const auto frame = pipe.child.Receive();
  writer.join();
  ASSERT_TRUE(frame);
  EXPECT_TRUE(frame->body == body);
}

TEST(SyncPipe, DescriptorTravelsCloseOnExec) {
  SyncPipePair pipe = NewSyncPipe();
  const UniqueFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  pipe.child.Send(MessageKind::kConsole, "", null.get());
  const auto frame = pipe.parent.Receive();
  ASSERT_TRUE(frame && frame->fd);
  EXPECT_EQ(::fcntl(frame->fd.get(), F_GETFD), FD_CLOEXEC);
  struct stat sent {};
  struct stat received {};
  ::fstat(null.get(), &sent);
  ::fstat(frame->fd.get(), &received);
  EXPECT_EQ(sent.st_rdev, received.st_rdev);
}

// The original took the parent's death for its word to go on.
TEST(SyncPipe, HazardP12_EndOfFileIsNotAMessage) {
  SyncPipePair pipe = NewSyncPipe();
  pipe.parent.Close();
  EXPECT_FALSE(pipe.child.Receive());
}

TEST(SyncPipe, HazardP12_FrameCutOffIsAnError) {
  for (const size_t length : {1UL, 8UL, 15UL, 20UL}) {
    SyncPipePair pipe = NewSyncPipe();
    SyncPipePair other = NewSyncPipe();
    other.parent.Send(MessageKind::kStart, "0123456789");
    char frame[26];
    ASSERT_EQ(::read(other.child.fd(), frame, sizeof frame), 26);
    ASSERT_EQ(::write(pipe.parent.fd(), frame, length), static_cast<ssize_t>(length));
    pipe.parent.Close();
    EXPECT_THROW(pipe.child.Receive(), Error) << length;
  }
}

TEST(SyncPipe, HazardP12_WriteToADeadInitIsReported) {
  SyncPipePair pipe = NewSyncPipe();
  pipe.child.Close();
  try {
    pipe.parent.Send(MessageKind::kStart, "x");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.error(), EPIPE);
  }
}

// CVE-2021-43784: lengths are checked before they are believed.
TEST(SyncPipe, DecodingAnyPrefixOrChangeNeverSucceedsByAccident) {
  internal::WireWriter writer;
  StartMessage message = FullMessage();
  writer(message);
  for (size_t length = 0; length < writer.bytes().size(); ++length) {
    EXPECT_THROW(Decode<StartMessage>(writer.bytes().substr(0, length)), Error) << length;
  }
  EXPECT_THROW(Decode<StartMessage>(writer.bytes() + "x"), Error);
  std::string huge = writer.bytes();
  for (size_t i = 0; i + 8 <= huge.size(); i += 8) {
    std::string changed = huge;
    changed.replace(i, 8, 8, '\xff');
    try {
      Decode<StartMessage>(changed);
    } catch (const Error& error) {
      EXPECT_EQ(error.error(), EPROTO);
    }
  }
}

}  // namespace
}  // namespace libcontainer::namespaces
