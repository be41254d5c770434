// Runs in: the parent.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "libcontainer/error.h"
#include "terminals.h"

namespace libcontainer::namespaces {
namespace {

struct Pipe {
  UniqueFd read;
  UniqueFd write;
};

Pipe NewPipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw Error(errno, "create", "pipe");
  return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

// For the end that stays here; the container's end must keep blocking.
void SetNonBlocking(const UniqueFd& fd) {
  if (::fcntl(fd.get(), F_SETFL, O_NONBLOCK) != 0) throw Error(errno, "set flags of", "pipe");
}

}  // namespace

void StdTerminal::Attach(Command& command) {
  Pipe input = NewPipe();
  Pipe output = NewPipe();
  Pipe error = NewPipe();
  SetNonBlocking(input.write);
  command.stdio = {std::move(input.read), std::move(output.write), std::move(error.write)};
  input_pipe_ = std::move(input.write);
  output_pipe_ = std::move(output.read);
  error_pipe_ = std::move(error.read);
  input_.emplace(stdio_.input, input_pipe_.get());
  output_.emplace(output_pipe_.get(), stdio_.output);
  error_.emplace(error_pipe_.get(), stdio_.error);
}

void StdTerminal::SetMaster(UniqueFd /*master*/) {
  throw Error(EINVAL, "start a container with tty on", "a terminal without");
}

std::vector<Relay*> StdTerminal::Relays() {
  if (!input_) return {};
  if (input_->done()) input_pipe_.reset();  // the container reads end of file
  // A reader that went away: the container's next write fails as it would without a relay.
  if (output_->target_gone()) output_pipe_.reset();
  if (error_->target_gone()) error_pipe_.reset();
  return {&*input_, &*output_, &*error_};
}

void StdTerminal::Close() {
  input_pipe_.reset();
  output_pipe_.reset();
  error_pipe_.reset();
}

}  // namespace libcontainer::namespaces
