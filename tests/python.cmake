# The tests that are Python's: of the program as its users call it, of its files under kills and full
# disks, of pictures, of the house. Debian's python3.
set(PYTHON /usr/bin/python3)

# The test NAME runs SCRIPT (with ARGUMENTS). LABELS: the rooms whose change it would notice first, and
# `long`. SANITIZER: those under which it runs too: memory - it makes the program read input, write files
# and handle memory in a way that no other such test does - or thread.
function(add_python_test name script)
  cmake_parse_arguments(ARG "" "" "ARGUMENTS;LABELS;SANITIZER" ${ARGN})
  if(SIMCLR_FLOW_SANITIZER AND NOT SIMCLR_FLOW_SANITIZER IN_LIST ARG_SANITIZER)
    return()
  endif()
  add_test(NAME ${name} COMMAND ${PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/${script} ${ARG_ARGUMENTS}
           COMMAND_EXPAND_LISTS)
  set_tests_properties(
    ${name} PROPERTIES LABELS "${ARG_LABELS}" SKIP_RETURN_CODE 77 ENVIRONMENT
    "SIMCLR_FLOW=$<TARGET_FILE:simclr-flow>;SIMCLR_FLOW_KILL_SHIM=$<TARGET_FILE:kill_shim>;\
PYTHONDONTWRITEBYTECODE=1;SIMCLR_FLOW_SANITIZER=${SIMCLR_FLOW_SANITIZER}")
endfunction()

function(add_cli_tests)
  cmake_parse_arguments(ARG "" "" "SCRIPTS;LABELS;SANITIZER" ${ARGN})
  foreach(script IN LISTS ARG_SCRIPTS)
    add_python_test(cli.${script} cli/${script}_test.py LABELS ${ARG_LABELS} cli
                    SANITIZER ${ARG_SANITIZER})
  endforeach()
endfunction()

add_cli_tests(SCRIPTS commands LABELS app SANITIZER memory)
add_cli_tests(SCRIPTS json printing shells LABELS app)
add_cli_tests(SCRIPTS schema LABELS app config)
add_cli_tests(SCRIPTS threads LABELS app core SANITIZER thread)
add_cli_tests(SCRIPTS bad_input LABELS app config SANITIZER memory)
add_cli_tests(SCRIPTS interruption resume LABELS app record io SANITIZER memory)
add_cli_tests(SCRIPTS cadence LABELS app io)
add_cli_tests(SCRIPTS self_description LABELS io record)
add_cli_tests(SCRIPTS memory LABELS app core flow)
add_cli_tests(SCRIPTS flipped_bytes LABELS io analysis)
add_cli_tests(SCRIPTS data files held_out input LABELS app data SANITIZER memory)
add_cli_tests(SCRIPTS export LABELS app export io)
add_cli_tests(SCRIPTS views quadrature LABELS data energy)
add_cli_tests(SCRIPTS positives LABELS energy judge SANITIZER memory)
add_cli_tests(SCRIPTS energy energy_views LABELS app energy SANITIZER memory)
add_cli_tests(SCRIPTS fast_sums LABELS fast_gauss kernel_sum energy SANITIZER memory)
add_cli_tests(SCRIPTS theory LABELS theory SANITIZER memory)
add_cli_tests(SCRIPTS singular_kernels LABELS kernel_sum energy study theory)
add_cli_tests(SCRIPTS table_kernel LABELS kernel_sum energy judge theory)
add_cli_tests(SCRIPTS spectral LABELS energy judge theory)
add_cli_tests(SCRIPTS torus LABELS geometry study analysis)
add_cli_tests(SCRIPTS descent escape LABELS flow SANITIZER memory)
add_cli_tests(SCRIPTS failing_flows LABELS flow app)
add_cli_tests(SCRIPTS growth LABELS diagnostics judge theory)
add_cli_tests(SCRIPTS neurons kernel LABELS network diagnostics SANITIZER memory)
add_cli_tests(SCRIPTS tampering bad_ensembles LABELS judge SANITIZER memory)
add_cli_tests(SCRIPTS ensemble LABELS judge app SANITIZER memory)
add_cli_tests(SCRIPTS clock_tampering between LABELS judge)
add_cli_tests(SCRIPTS versions LABELS io judge analysis)
add_cli_tests(SCRIPTS minimize LABELS study SANITIZER memory)
add_cli_tests(SCRIPTS sweep LABELS sweep SANITIZER memory)
add_cli_tests(SCRIPTS sweep_studies LABELS sweep study SANITIZER memory)
add_cli_tests(SCRIPTS pictures legible_pictures moving_pictures sweep_pictures study_pictures LABELS analysis io)

# The package simclr_flow: its tables, and its pages in a browser where there is one.
add_python_test(tools.tables tools/tables_test.py LABELS tools analysis io)
add_python_test(tools.readers tools/readers_test.py LABELS tools io)
add_python_test(tools.report tools/report_test.py LABELS tools analysis)
add_python_test(tools.ensemble_page tools/ensemble_page_test.py LABELS tools analysis)

# The package's bindings to the library.
if(SIMCLR_FLOW_PYTHON)
  add_python_test(tools.bindings tools/bindings_test.py LABELS tools python energy theory app)
  add_python_test(tools.torch tools/torch_test.py LABELS tools python torch)
endif()

# A few random configurations, so that their generators stay valid; tests/README.md tells how to make
# more.
add_python_test(fuzz.random_runs fuzz/random_runs.py ARGUMENTS --seed 12 --count 20
                LABELS judge flow fuzz)
add_python_test(fuzz.random_studies fuzz/random_studies.py ARGUMENTS --seed 1 --count 5
                LABELS study fuzz SANITIZER memory)

# The trajectory file under kills, full disks and signals.
add_library(kill_shim MODULE torture/kill_shim.c)
target_compile_options(kill_shim PRIVATE -Wall -Wextra -Wpedantic)
foreach(script kill planted_errors storage_failures signals)
  add_python_test(torture.${script} torture/${script}_test.py LABELS io app torture)
endforeach()
foreach(script resume_kill random_kill full_disk_long)
  add_python_test(torture.${script} torture/${script}_test.py LABELS io app torture long)
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

# Tools of others that open what we write, each skipped where it is not installed.
foreach(tool pandas mdanalysis paraview)
  add_python_test(tools.${tool} tools/${tool}_test.py LABELS export io tools)
endforeach()

add_python_test(house.rules house/rules_test.py LABELS house)
add_python_test(house.documentation house/documentation_test.py LABELS house)
add_python_test(house.examples house/examples_test.py LABELS house)
add_python_test(house.experiments house/experiments_test.py LABELS house experiment)
add_python_test(house.kernels house/kernels_test.py LABELS house)
add_python_test(house.facts house/facts_test.py LABELS house judge study theory)
add_python_test(house.version house/version_test.py LABELS house)
add_python_test(house.headers house/headers_test.py LABELS house)
add_python_test(house.sources house/sources_test.py LABELS house
                ARGUMENTS ${CMAKE_BINARY_DIR}/compile_commands.json)
add_python_test(house.instruction_sets house/instruction_sets_test.py LABELS house fast_gauss kernel_sum network data
                ARGUMENTS "$<FILTER:$<TARGET_OBJECTS:simclr_flow_kernel_sum>,INCLUDE,sweeps_[a-z0-9]+\\.cpp>"
                          "$<FILTER:$<TARGET_OBJECTS:simclr_flow_fast_gauss>,INCLUDE,passes_[a-z0-9]+\\.cpp>"
                          "$<FILTER:$<TARGET_OBJECTS:simclr_flow_data>,INCLUDE,passes_[a-z0-9]+\\.cpp>"
                          "$<FILTER:$<TARGET_OBJECTS:simclr_flow_network>,INCLUDE,passes_[a-z0-9]+\\.cpp>")
# The library as its users install it.
add_python_test(install.consumer install/install_test.py LABELS app install
                ARGUMENTS ${CMAKE_BINARY_DIR})
add_python_test(gold.energy_table_gold gold/energy_table_gold.py ARGUMENTS --check LABELS gold)
add_python_test(gold.exp2_coefficients gold/exp2_coefficients.py ARGUMENTS --check
                LABELS kernel_sum gold)
add_python_test(gold.contrastive_gold gold/contrastive_gold.py ARGUMENTS --check LABELS gold long)

# The frame that holds experiments' claims, by an experiment of its own; those that quick runs show, of
# experiments that take seconds, and of all.
add_cli_tests(SCRIPTS reproduce LABELS app experiment)
foreach(name four-discs supervised laws collapse minimizers outside)
  add_python_test(experiment.${name} cli/quick_claims.py ARGUMENTS ${name} LABELS app experiment)
endforeach()
add_python_test(experiment.claims cli/quick_claims.py LABELS claims long)
# The experiments of many latents with fewer, and a hundred thousand.
foreach(name million-sphere million-line)
  add_python_test(experiment.${name}.few cli/experiment.py ARGUMENTS ${name} 1 data.count=30000
                  LABELS app experiment long)
endforeach()
add_python_test(experiment.large cli/large_test.py LABELS app experiment long)
