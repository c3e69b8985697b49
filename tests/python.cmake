# The tests that are Python's: of the program as its users call it, of its files under kills and full
# disks, of pictures, of the house. Debian's python3.
set(PYTHON /usr/bin/python3)

# The test NAME runs SCRIPT (with ARGUMENTS). LABELS: the rooms whose change it would notice first, and
# `long`. SANITIZED: it runs under the sanitizers too - it makes the program read input, write files and
# handle memory in a way that no other such test does.
function(add_python_test name script)
  cmake_parse_arguments(ARG "SANITIZED" "" "ARGUMENTS;LABELS" ${ARGN})
  if(SANITIZED AND NOT ARG_SANITIZED)
    return()
  endif()
  add_test(NAME ${name} COMMAND ${PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/${script} ${ARG_ARGUMENTS}
           COMMAND_EXPAND_LISTS)
  set_tests_properties(
    ${name} PROPERTIES LABELS "${ARG_LABELS}" ENVIRONMENT
    "SIMCLR_FLOW=$<TARGET_FILE:simclr-flow>;SIMCLR_FLOW_KILL_SHIM=$<TARGET_FILE:kill_shim>;\
PYTHONDONTWRITEBYTECODE=1")
endfunction()

function(add_cli_tests labels)
  cmake_parse_arguments(ARG "SANITIZED" "" "" ${ARGN})
  set(sanitized "")
  if(ARG_SANITIZED)
    set(sanitized SANITIZED)
  endif()
  foreach(script IN LISTS ARG_UNPARSED_ARGUMENTS)
    add_python_test(cli.${script} cli/${script}_test.py LABELS ${labels} cli ${sanitized})
  endforeach()
endfunction()

add_cli_tests("app" SANITIZED bad_input commands)
add_cli_tests("app;io" SANITIZED interruption resume cadence)
add_cli_tests("app;data" SANITIZED data files held_out)
add_cli_tests("energy;data" views quadrature)
add_cli_tests("energy" energy)
add_cli_tests("theory" theory)
add_cli_tests("flow" descent escape)
add_cli_tests("network" neurons kernel)
add_cli_tests("judge" SANITIZED tampering bad_ensembles)
add_cli_tests("judge" clock_tampering ensemble between)
add_cli_tests("study" SANITIZED minimize sweep)
add_cli_tests("study" sweep_studies)
add_cli_tests("analysis" pictures sweep_pictures study_pictures)

# The trajectory file under kills, full disks and signals.
add_library(kill_shim MODULE torture/kill_shim.c)
target_compile_options(kill_shim PRIVATE -Wall -Wextra -Wpedantic)
foreach(script kill resume_kill random_kill planted_errors storage_failures signals)
  add_python_test(torture.${script} torture/${script}_test.py LABELS io torture)
endforeach()

# Against PyTorch, whose packages take 2 GB: only where they are installed, as continuous integration
# has them.
execute_process(COMMAND ${PYTHON} -c "import torch" RESULT_VARIABLE without_torch
                OUTPUT_QUIET ERROR_QUIET)
if(without_torch)
  message(STATUS "python3-torch is not installed: the comparisons with it are left out")
else()
  add_python_test(torch.cross_entropy cli/torch_test.py LABELS energy torch)
  add_python_test(torch.networks cli/torch_networks_test.py LABELS network torch)
endif()

add_python_test(house.rules house/rules_test.py LABELS house)
add_python_test(house.headers house/headers_test.py LABELS house)
add_python_test(house.instruction_sets house/instruction_sets_test.py LABELS house kernel_sum
                ARGUMENTS "$<FILTER:$<TARGET_OBJECTS:simclr_flow_kernel_sum>,INCLUDE,sweeps_[a-z0-9]+\\.cpp>")
foreach(gold contrastive_gold energy_table_gold exp2_coefficients)
  add_python_test(gold.${gold} gold/${gold}.py ARGUMENTS --check LABELS energy kernel_sum gold)
endforeach()

# The experiments against their expected.toml, and a hundred thousand latents.
add_python_test(experiment.large cli/large_test.py LABELS app experiment)
foreach(seed RANGE 1 5)
  add_python_test(experiment.four-discs.seed-${seed} cli/experiment.py ARGUMENTS four-discs ${seed}
                  LABELS app experiment)
endforeach()
foreach(name mnist mean-field)
  add_python_test(experiment.${name}.seed-1 cli/experiment.py ARGUMENTS ${name} 1
                  LABELS app experiment)
endforeach()
