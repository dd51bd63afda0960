namespace Gateway.Api.Composition.Wire;

/// <summary>A GET of a part.</summary>
/// <param name="Address">Path and query, escaped.</param>
/// <param name="BudgetMs">Time that the service has, ms.</param>
/// <param name="Passed">Headers of the client's that the plan passes on.</param>
internal readonly record struct WireRequest(string Address, long BudgetMs, KeyValuePair<string, string>[]? Passed);
