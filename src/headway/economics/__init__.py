"""Money: discounting, annuities, depreciation, loans, whole project accounts, and how sure their figures are. No railway."""

from headway.economics.account import Account, Capital
from headway.economics.annuities import (
    Residual,
    annuity_factor,
    capital_recovery_factor,
    cumulative_interest,
    cumulative_principal,
    equivalent_annual_cost,
    payment,
    residual,
)
from headway.economics.depreciation import (
    fixed_declining,
    half_year_table,
    straight_line,
    sum_of_years_digits,
    variable_declining,
)
from headway.economics.discounting import Timing, benefit_cost_ratio, factors, npv, period_weights
from headway.economics.distributions import (
    Distribution,
    LogNormal,
    Normal,
    Pert,
    Triangular,
    Uniform,
    from_range,
    from_text,
)
from headway.economics.futures import (
    brownian_moments,
    half_life,
    perfect_information,
    reference_class,
    reverting_log_variance,
)
from headway.economics.growth import best_step, cost_of_steps
from headway.economics.inflation import inflated, nominal_rate, real_rate, wacc
from headway.economics.levelised import levelised_cost
from headway.economics.loans import (
    Loan,
    Repayment,
    construction_loan,
    cover_ratios,
    loan_life_cover,
    sculpted_debt,
)
from headway.economics.national import Economic, Shadow, economic
from headway.economics.parity import (
    Parity,
    at_shadow_exchange_rate,
    carbon_cost,
    displaced_tonnes,
    domestic_resource_cost,
    import_parity,
    rule_of_half,
)
from headway.economics.paybacks import Within, discounted_payback, payback, payback_each
from headway.economics.reckoning import statement
from headway.economics.results import Statement
from headway.economics.returns import irr, irr_each, irrs, mirr
from headway.economics.risk import (
    Bar,
    Function,
    Share,
    draws,
    probability_below,
    switching_value,
    tornado,
    variance_shares,
)
from headway.economics.terms import Debt, Tax, Terms

__all__ = [
    "Account",
    "Bar",
    "Capital",
    "Debt",
    "Distribution",
    "Economic",
    "Function",
    "Loan",
    "LogNormal",
    "Normal",
    "Parity",
    "Pert",
    "Repayment",
    "Residual",
    "Shadow",
    "Share",
    "Statement",
    "Tax",
    "Terms",
    "Timing",
    "Triangular",
    "Uniform",
    "Within",
    "annuity_factor",
    "at_shadow_exchange_rate",
    "benefit_cost_ratio",
    "best_step",
    "brownian_moments",
    "capital_recovery_factor",
    "carbon_cost",
    "construction_loan",
    "cost_of_steps",
    "cover_ratios",
    "cumulative_interest",
    "cumulative_principal",
    "discounted_payback",
    "displaced_tonnes",
    "domestic_resource_cost",
    "draws",
    "economic",
    "equivalent_annual_cost",
    "factors",
    "fixed_declining",
    "from_range",
    "from_text",
    "half_life",
    "half_year_table",
    "import_parity",
    "inflated",
    "irr",
    "irr_each",
    "irrs",
    "levelised_cost",
    "loan_life_cover",
    "mirr",
    "nominal_rate",
    "npv",
    "payback",
    "payback_each",
    "payment",
    "perfect_information",
    "period_weights",
    "probability_below",
    "real_rate",
    "reference_class",
    "residual",
    "reverting_log_variance",
    "rule_of_half",
    "sculpted_debt",
    "statement",
    "straight_line",
    "sum_of_years_digits",
    "switching_value",
    "tornado",
    "variable_declining",
    "variance_shares",
    "wacc",
]
