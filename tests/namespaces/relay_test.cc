#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "libcontainer/namespaces/terminal.h"

namespace libcontainer::namespaces {
namespace {

struct Pipe {
  Pipe() {
    int ends[2];
    EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    read.reset(ends[0]);
    write.reset(ends[1]);
  }
  UniqueFd read;
  UniqueFd write;
};

TEST(Relay, CopiesUntilTheEnd) {
  Pipe from;
  Pipe to;
  Relay relay(from.read.get(), to.write.get());
  ASSERT_EQ(::write(from.write.get(), "hello", 5), 5);
  relay.Step(false);
  EXPECT_EQ(relay.Interest().events, POLLOUT);
  relay.Step(false);
  EXPECT_EQ(relay.Interest().events, POLLIN);
  from.write.reset();
  relay.Step(false);
  EXPECT_TRUE(relay.done());
  EXPECT_EQ(relay.Interest().fd, -1);
  EXPECT_EQ(relay.last_byte(), 'o');
  char buffer[8];
  EXPECT_EQ(::read(to.read.get(), buffer, sizeof buffer), 5);
}

TEST(Relay, SourceThatEndedIsReadToItsLastByteOnly) {
  Pipe from;  // its write end stays open, as if a process that was left had it
  Pipe to;
  Relay relay(from.read.get(), to.write.get());
  ASSERT_EQ(::write(from.write.get(), "x", 1), 1);
  relay.Step(true);
  relay.Step(true);
  EXPECT_FALSE(relay.done());
  relay.Step(true);
  EXPECT_TRUE(relay.done());
}

TEST(Relay, NoticesThatTheReaderIsGone) {
  std::signal(SIGPIPE, SIG_IGN);
  Pipe from;
  Pipe to;
  to.read.reset();
  Relay relay(from.read.get(), to.write.get());
  ASSERT_EQ(::write(from.write.get(), "x", 1), 1);
  relay.Step(false);
  relay.Step(false);
  EXPECT_TRUE(relay.done());
  EXPECT_TRUE(relay.target_gone());
}

}  // namespace
}  // namespace libcontainer::namespaces
