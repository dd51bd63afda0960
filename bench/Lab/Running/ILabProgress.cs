namespace Bench.Lab.Running;

/// <summary>Tells whoever waits what the lab is doing.</summary>
internal interface ILabProgress
{
    /// <summary>A step begins.</summary>
    /// <param name="scenario">Service, or <c>lab</c>.</param>
    /// <param name="what">What is done, with its load and length, such as <c>250 msg/s for 30 s, run 2 of 3</c>.</param>
    void Step(string scenario, string what);
}
