"""Every case of the contract's reading, findings and states, by name."""
import cases_cells
import cases_coordination
import cases_correspondances
import cases_findings
import cases_holds
import cases_identity
import cases_reading
import cases_states
import cases_warnings

CASES = {}
for module in (cases_reading, cases_cells, cases_identity, cases_findings, cases_warnings, cases_holds, cases_states, cases_coordination,
               cases_correspondances):
    for case in module.CASES:
        if case.name in CASES:
            raise ValueError(f"two cases are named {case.name}")
        CASES[case.name] = case
