namespace Imaging.Worker.Pipeline.Engine;

/// <summary>What must stay in a smart cut, such as a face. All from 0 to 1 of the upright picture.</summary>
/// <param name="X">Left edge, as a share of the width.</param>
/// <param name="Y">Upper edge, as a share of the height.</param>
/// <param name="Width">Share of the width.</param>
/// <param name="Height">Share of the height.</param>
/// <param name="Score">How sure whoever found it is.</param>
internal sealed record FocusBox(double X, double Y, double Width, double Height, double Score);
