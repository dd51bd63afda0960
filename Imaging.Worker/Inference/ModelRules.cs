namespace Imaging.Worker.Inference;

/// <summary>What a <c>model.json</c> may say.</summary>
internal static class ModelRules
{
    private const int SideMax = 4_096;
    private const int LengthMax = 65_536;
    private const int BatchMax = 256;

    /// <summary>One line for each thing that is wrong.</summary>
    public static IEnumerable<string> ProblemsOf(ModelDescription model, string folderName) =>
        [.. OfName(model, folderName), .. OfInput(model.Input), .. OfFiles(model), .. OfOutput(model.Output), .. OfBatch(model)];

    private static IEnumerable<string> OfName(ModelDescription model, string folderName)
    {
        if (model.Name != folderName)
        {
            yield return $"name is '{model.Name}'; allowed: the folder's name, '{folderName}'.";
        }
    }

    private static IEnumerable<string> OfInput(ModelInput input)
    {
        if (input.Width is < 1 or > SideMax || input.Height is < 1 or > SideMax)
        {
            yield return $"input is {input.Width} x {input.Height}; allowed: 1 to {SideMax} pixels.";
        }

        if (input.Channels is not ("rgb" or "bgr"))
        {
            yield return $"input.channels is '{input.Channels}'; allowed: rgb, bgr.";
        }

        if (input.Layout is not ("nchw" or "nhwc"))
        {
            yield return $"input.layout is '{input.Layout}'; allowed: nchw, nhwc.";
        }

        if (input.Fit is not (ModelInput.Fill or ModelInput.Letterbox or ModelInput.Within))
        {
            yield return $"input.fit is '{input.Fit}'; allowed: fill, letterbox, within.";
        }

        if (input.Multiple < 1 || input.Multiple > input.Width || input.Multiple > input.Height)
        {
            yield return $"input.multiple is {input.Multiple}; allowed: 1 to the shorter side.";
        }

        if (input.Mean.Count != 3 || input.Deviation.Count != 3 || input.Deviation.Contains(0))
        {
            yield return "input.mean and input.deviation are not three numbers each, or a deviation is 0.";
        }
    }

    private static IEnumerable<string> OfFiles(ModelDescription model)
    {
        if (model.Stages.Count == 0 || model.Files().Any(file => Path.GetFileName(file.Name) != file.Name || file.Name.Length == 0))
        {
            yield return "stages is empty or names a file outside the folder; allowed: one or more plain file names.";
        }

        if (model.Stages.Any(stage => stage.Outputs.Count == 0))
        {
            yield return "a stage has no outputs; allowed: one or more names.";
        }
    }

    private static IEnumerable<string> OfOutput(ModelOutput output)
    {
        if (!ModelOutput.Kinds.Contains(output.Kind))
        {
            yield return $"output.kind is '{output.Kind}'; allowed: {string.Join(", ", ModelOutput.Kinds)}.";
        }

        if (output.Length is < 1 or > LengthMax)
        {
            yield return $"output.length is {output.Length}; allowed: 1 to {LengthMax}.";
        }

        if (output.Kind == ModelOutput.Classes && output.Labels.Count != output.Length)
        {
            yield return $"output.labels are {output.Labels.Count}; allowed: {output.Length}, one for each class.";
        }

        if (output.Flagged?.Except(output.Labels).FirstOrDefault() is { } unknown)
        {
            yield return $"output.flagged has '{unknown}'; allowed: {string.Join(", ", output.Labels)}.";
        }
    }

    private static IEnumerable<string> OfBatch(ModelDescription model)
    {
        if (model.Batch is < 1 or > BatchMax)
        {
            yield return $"batch is {model.Batch}; allowed: 1 to {BatchMax} pictures.";
        }
    }
}
