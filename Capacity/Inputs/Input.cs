namespace Capacity;

/// <summary>A number that a profile states, as a person may read and set it.</summary>
/// <param name="Key">Full name, such as <c>Chat.Workload.Clients</c>.</param>
/// <param name="ShortKey">Name without the group, such as <c>Chat.Clients</c>; unique as well.</param>
/// <param name="Value">The value; <c>null</c> where it is left open (a server's memory that nobody stated, a server without GPU).</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Min">Smallest value allowed.</param>
/// <param name="Max">Largest value allowed.</param>
/// <param name="IsWhole">Only whole numbers are allowed.</param>
/// <param name="IsOptional">May be left open (<c>null</c>).</param>
public sealed record Input(
    string Key, string ShortKey, double? Value, string Unit, double Min, double Max, bool IsWhole, bool IsOptional)
{
    /// <summary>What is allowed, in words: <c>whole numbers from 1 to 100,000,000 (clients)</c>.</summary>
    public string Allowed =>
        $"{(IsWhole ? "whole numbers" : "numbers")} from {Number.Text(Min)} to {Number.Text(Max)} ({Unit}){(IsOptional ? " or none" : "")}";
}
