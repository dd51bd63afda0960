namespace Imaging.Worker.Pipeline.Presets;

/// <summary>What becomes of an animation.</summary>
internal enum FrameChoice
{
    /// <summary>Its first frame.</summary>
    First,

    /// <summary>All of it, where the format can.</summary>
    All,
}
