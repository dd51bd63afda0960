namespace Imaging.Worker.Pipeline.Engine;

/// <summary>A model wants the picture at its own size, filled and cropped at the centre.</summary>
internal sealed record ModelPicture(string Model, int Width, int Height);
