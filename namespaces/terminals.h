#ifndef LIBCONTAINER_NAMESPACES_TERMINALS_H_
#define LIBCONTAINER_NAMESPACES_TERMINALS_H_

#include <termios.h>

#include <optional>
#include <vector>

#include "libcontainer/namespaces/terminal.h"

namespace libcontainer::namespaces {

// The caller's descriptors.
struct Stdio {
  int input;
  int output;
  int error;
};

class StdTerminal : public Terminal {
 public:
  explicit StdTerminal(const Stdio& stdio) : stdio_(stdio) {}
  void Attach(Command& command) override;
  void SetMaster(UniqueFd master) override;
  void Resize(uint16_t /*height*/, uint16_t /*width*/) override {}
  void ResizeToCaller() override {}
  std::vector<Relay*> Relays() override;
  bool IsOutput(const Relay* relay) const override { return relay != &*input_; }
  void Close() override;

 private:
  Stdio stdio_;
  UniqueFd input_pipe_;
  UniqueFd output_pipe_;
  UniqueFd error_pipe_;
  std::optional<Relay> input_;
  std::optional<Relay> output_;
  std::optional<Relay> error_;
};

class TtyTerminal : public Terminal {
 public:
  explicit TtyTerminal(const Stdio& stdio) : stdio_(stdio) {}
  ~TtyTerminal() override { Close(); }
  TtyTerminal(const TtyTerminal&) = delete;
  TtyTerminal& operator=(const TtyTerminal&) = delete;
  void Attach(Command& /*command*/) override {}
  void SetMaster(UniqueFd master) override;
  void Resize(uint16_t height, uint16_t width) override;
  void ResizeToCaller() override;
  std::vector<Relay*> Relays() override;
  bool IsOutput(const Relay* relay) const override { return relay == &*output_; }
  void Close() override;

 private:
  void SetRaw();
  void SendEndOfFile();

  Stdio stdio_;
  UniqueFd master_;
  std::optional<Relay> input_;
  std::optional<Relay> output_;
  std::optional<termios> saved_;
  bool sent_end_of_file_ = false;
};

}  // namespace libcontainer::namespaces

#endif  // LIBCONTAINER_NAMESPACES_TERMINALS_H_
