#include <exception>

#include "simclr_flow/app/command_line.hpp"
#include "simclr_flow/app/commands.hpp"
#include "simclr_flow/app/process.hpp"
#include "simclr_flow/core/cancellation.hpp"

int main(int argc, char** argv) {
  using namespace simclr_flow;
  prepare_process();
  try {
    const int code = dispatch(argc, argv);
    return finish_output(code <= exit_code::differs ? code : exit_code::input);
  } catch (const Cancelled&) {
    return tell_interrupted();
  } catch (const std::exception& error) {
    return complain(error);
  }
}
